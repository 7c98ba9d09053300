package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What one pod or container suffers from, and what helps. */
record PodTrouble(Severity severity, String reason, String what, long sinceMs, String remedy) {
  /** An OOM kill or a crash of a container that runs again is news for so long. */
  static final Duration NEWS = Duration.ofHours(1);

  /** A pod may take so long to start, to become ready or to go before anybody should care. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

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

  /** Trouble of the pod as a whole, beside which its containers say nothing more. */
  static Optional<PodTrouble> ofPod(PodRecord pod, long nowMs) {
    String name = pod.meta().name();
    if (pod.meta().deletedMs() != Amounts.NONE) {
      return passed(pod.meta().deletedMs(), nowMs)
          ? trouble(
              Severity.WARNING,
              "Terminating",
              "Pod " + name + " is to be deleted and does not go",
              pod.meta().deletedMs(),
              "Look at its node, its finalizers and volumes that do not unmount")
          : Optional.empty();
    }
    if (!pod.unschedulable().isEmpty()) {
      return trouble(
          Severity.CRITICAL,
          "Unschedulable",
          "No node takes pod " + name + ": " + pod.unschedulable(),
          pod.meta().createdMs(),
          "Lower its requests, loosen its selectors, affinities or tolerations, or add a node");
    }
    if (pod.phase().equals("Failed") && !pod.reason().isEmpty()) {
      String why = pod.message().isEmpty() ? pod.reason() : pod.reason() + ", " + pod.message();
      return trouble(
          Severity.WARNING,
          pod.reason(),
          "Pod " + name + " failed: " + why,
          pod.startedMs(),
          pod.reason().equals("Evicted")
              ? "Give it a request for what the node ran short of, and delete it"
              : "Look at its events, and delete it");
    }
    return Optional.empty();
  }

  static Optional<PodTrouble> ofContainer(PodRecord pod, ContainerRecord container, long nowMs) {
    if (pod.meta().deletedMs() != Amounts.NONE) {
      return Optional.empty(); // How it ends is no trouble.
    }
    String who = "Container " + container.name() + " of pod " + pod.meta().name();
    String reason = container.reason();
    if (IMAGE.contains(reason)) {
      return trouble(
          Severity.CRITICAL,
          "ImagePull",
          who + " cannot get its image " + container.image() + ": " + reason,
          pod.meta().createdMs(),
          "Check the image's name and tag, the registry and imagePullSecrets");
    }
    if (CREATE.contains(reason)) {
      return trouble(
          Severity.CRITICAL,
          reason,
          who + " cannot be made: " + reason,
          pod.meta().createdMs(),
          "Check the ConfigMaps, Secrets and volumes that it names; the events say which");
    }
    // What was killed once and has completed since, such as an init container, is well.
    boolean ended = container.state().equals("terminated");
    boolean down = container.state().equals("waiting") || (ended && failed(container));
    boolean news =
        container.finishedMs() != Amounts.NONE
            && !ended
            && nowMs - container.finishedMs() < NEWS.toMillis();
    if (reason.equals(OOM) || (container.lastReason().equals(OOM) && (down || news))) {
      return oom(who, container, down);
    }
    if (reason.equals("CrashLoopBackOff")) {
      return trouble(
          Severity.CRITICAL,
          reason,
          who + " ends again and again (" + restarts(container) + exit(container) + ')',
          container.finishedMs(),
          "Read its last words: kubectl logs --previous");
    }
    if (ended && failed(container)) {
      return trouble(
          Severity.WARNING,
          reason.isEmpty() ? "Error" : reason,
          who + " failed" + exit(container),
          container.finishedMs(),
          "Read its last words: kubectl logs");
    }
    return Optional.empty();
  }

  /** Nothing is said to be wrong, but it takes too long. */
  static Optional<PodTrouble> ofSlowPod(PodRecord pod, long nowMs) {
    String name = pod.meta().name();
    if (pod.meta().deletedMs() != Amounts.NONE) {
      return Optional.empty();
    }
    if (pod.phase().equals("Pending") && passed(pod.meta().createdMs(), nowMs)) {
      return trouble(
          Severity.WARNING,
          "Pending",
          pod.node().isEmpty()
              ? "Pod " + name + " waits for the scheduler"
              : "Pod " + name + " does not start on node " + pod.node(),
          pod.meta().createdMs(),
          pod.node().isEmpty()
              ? "Look whether the scheduler that it names runs"
              : "Look at its events: volumes, network, init containers");
    }
    if (pod.phase().equals("Running") && !pod.ready() && passed(pod.startedMs(), nowMs)) {
      return trouble(
          Severity.WARNING,
          "NotReady",
          "Pod " + name + " runs and is not ready",
          pod.startedMs(),
          "Look at its readiness probe");
    }
    return Optional.empty();
  }

  private static Optional<PodTrouble> oom(String who, ContainerRecord container, boolean down) {
    long limit = container.limits().memory();
    String what = limit == Amounts.NONE ? "" : " at its limit of " + Sizes.bytes(limit);
    return trouble(
        down ? Severity.CRITICAL : Severity.WARNING,
        OOM,
        who + " was killed for its memory" + what + " (" + restarts(container) + ')',
        container.finishedMs(),
        limit == Amounts.NONE
            ? "The node ran out of memory: give its pods requests and limits"
            : "Raise its memory limit, or find what leaks");
  }

  private static boolean failed(ContainerRecord container) {
    return container.exitCode() != Amounts.NONE && container.exitCode() != 0;
  }

  private static String exit(ContainerRecord container) {
    return failed(container) ? ", exit code " + container.exitCode() : "";
  }

  private static String restarts(ContainerRecord container) {
    return container.restarts() + (container.restarts() == 1 ? " restart" : " restarts");
  }

  private static boolean passed(long sinceMs, long nowMs) {
    return sinceMs != Amounts.NONE && nowMs - sinceMs > PATIENCE.toMillis();
  }

  private static Optional<PodTrouble> trouble(
      Severity severity, String reason, String what, long sinceMs, String remedy) {
    return Optional.of(new PodTrouble(severity, reason, what, sinceMs, remedy));
  }
}
