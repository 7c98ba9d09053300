package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the kubelet's word about a container means. */
final class ContainerTrouble {
  /** An OOM kill of a container that runs again is news for so long. */
  static final Duration NEWS = Duration.ofHours(1);

  private static final String OOM = "OOMKilled";
  private static final Set<String> IMAGE =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable");
  private static final Set<String> CREATE =
      Set.of(
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError",
          "PreCreateHookError",
          "PostStartHookError");

  private final PodRecord pod;
  private final ContainerRecord container;

  private ContainerTrouble(PodRecord pod, ContainerRecord container) {
    this.pod = pod;
    this.container = container;
  }

  static Optional<PodTrouble> of(PodRecord pod, ContainerRecord container, long nowMs) {
    return new ContainerTrouble(pod, container).at(nowMs);
  }

  private Optional<PodTrouble> at(long nowMs) {
    String reason = container.reason();
    if (IMAGE.contains(reason)) {
      return trouble(
          Severity.CRITICAL,
          "ImagePull",
          reason + ": " + container.name(),
          "cannot get its image " + container.image() + ": " + reason,
          pod.meta().createdMs(),
          "Check the image's name and tag, the registry and imagePullSecrets");
    }
    if (CREATE.contains(reason)) {
      return trouble(
          Severity.CRITICAL,
          reason,
          reason + ": " + container.name(),
          "cannot be made: " + reason,
          pod.meta().createdMs(),
          "Check the ConfigMaps, Secrets and volumes that it names; the events say which");
    }
    // What was killed once and has completed since, such as an init container, is well.
    boolean ended = container.state().equals("terminated");
    boolean down = container.state().equals("waiting") || (ended && failed());
    boolean news =
        container.finishedMs() != Amounts.NONE
            && !ended
            && nowMs - container.finishedMs() < NEWS.toMillis();
    if (reason.equals(OOM) || (container.lastReason().equals(OOM) && (down || news))) {
      return oom(down);
    }
    if (reason.equals("CrashLoopBackOff")) {
      return trouble(
          Severity.CRITICAL,
          reason,
          reason + ": " + container.name() + ", " + restarts() + exit(", exit "),
          "ends again and again (" + restarts() + exit(", exit code ") + ')',
          container.finishedMs(),
          "Read its last words: kubectl logs --previous");
    }
    if (ended && failed()) {
      String why = reason.isEmpty() ? "Error" : reason;
      return trouble(
          Severity.WARNING,
          why,
          why + ": " + container.name() + exit(", exit "),
          "failed" + exit(", exit code "),
          container.finishedMs(),
          "Read its last words: kubectl logs");
    }
    return Optional.empty();
  }

  private Optional<PodTrouble> oom(boolean down) {
    long limit = container.limits().memory();
    String now = container.state().equals("waiting") ? container.reason() : "";
    return trouble(
        down ? Severity.CRITICAL : Severity.WARNING,
        OOM,
        OOM + ": " + container.name() + (now.isEmpty() ? "" : ", " + now) + ", " + restarts(),
        "was killed for its memory"
            + (limit == Amounts.NONE ? "" : " at its limit of " + Sizes.bytes(limit))
            + " ("
            + restarts()
            + ')',
        container.finishedMs(),
        limit == Amounts.NONE
            ? "The node ran out of memory: give its pods requests and limits"
            : "Raise its memory limit, or find what leaks");
  }

  private boolean failed() {
    return container.exitCode() != Amounts.NONE && container.exitCode() != 0;
  }

  private String exit(String before) {
    return failed() ? before + container.exitCode() : "";
  }

  private String restarts() {
    return container.restarts() + (container.restarts() == 1 ? " restart" : " restarts");
  }

  private Optional<PodTrouble> trouble(
      Severity severity, String reason, String brief, String what, long sinceMs, String remedy) {
    String who = "Container " + container.name() + " of pod " + pod.meta().name() + ' ';
    return Optional.of(
        new PodTrouble(severity, container.name(), reason, brief, who + what, sinceMs, remedy));
  }
}
