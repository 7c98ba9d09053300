package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** When Kubernetes' own word says that something is not well. docs/api.md has the table. */
final class KubeHealth {
  /** An OOM kill or a crash of what runs again is told for as long. */
  private static final long NEWS_MS = Duration.ofHours(1).toMillis();

  /** What starts, gets ready or goes may take as long. */
  private static final long PATIENCE_MS = Duration.ofMinutes(5).toMillis();

  private static final String OOM = "OOMKilled";
  private static final Set<String> WAITS_IN_VAIN =
      Set.of(
          "CrashLoopBackOff",
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError",
          "PreCreateHookError",
          "PostStartHookError");

  private static final Health RUNNING = Health.of(Severity.OK, "Running");
  private static final Health READY = Health.of(Severity.OK, "Ready");
  private static final Health CORDONED = Health.of(Severity.OK, "Ready, cordoned");

  private KubeHealth() {}

  static Health pod(PodRecord pod, long nowMs) {
    if (pod.meta().deletedMs() != Amounts.NONE) {
      return passed(pod.meta().deletedMs(), nowMs)
          ? bad(Severity.WARNING, "Terminating, and does not go", pod.meta().deletedMs())
          : Health.of(Severity.OK, "Terminating");
    }
    if (!pod.unschedulable().isEmpty()) {
      return bad(
          Severity.CRITICAL, "Unschedulable: " + pod.unschedulable(), pod.meta().createdMs());
    }
    if (pod.phase().equals("Succeeded")) {
      return Health.of(Severity.OK, "Succeeded");
    }
    for (ContainerRecord one : pod.containers()) {
      Health health = container(one, nowMs);
      if (health.severity() != Severity.OK) {
        return health.since().equals(Instant.EPOCH)
            ? bad(health.severity(), health.text(), pod.meta().createdMs())
            : health;
      }
    }
    if (pod.phase().equals("Failed")) {
      String why = pod.reason().isEmpty() ? "Failed" : pod.reason();
      return bad(
          Severity.WARNING,
          pod.message().isEmpty() ? why : why + ": " + pod.message(),
          pod.startedMs());
    }
    if (pod.phase().equals("Running")) {
      return !pod.ready() && passed(pod.startedMs(), nowMs)
          ? bad(Severity.WARNING, "Not ready", pod.startedMs())
          : RUNNING;
    }
    return passed(pod.meta().createdMs(), nowMs)
        ? bad(Severity.WARNING, pod.phase() + ", and does not start", pod.meta().createdMs())
        : Health.of(Severity.OK, pod.phase());
  }

  /** Of a container alone; OK with the word for its state where nothing is wrong. */
  static Health container(ContainerRecord one, long nowMs) {
    boolean ended = one.state().equals("terminated");
    boolean failed = one.exitCode() != Amounts.NONE && one.exitCode() != 0;
    boolean waits = one.state().equals("waiting");
    boolean down = waits || (ended && failed);
    boolean news = !ended && one.finishedMs() != Amounts.NONE && nowMs - one.finishedMs() < NEWS_MS;
    boolean oom = one.reason().equals(OOM) || one.lastReason().equals(OOM);
    if (oom && (down || news)) {
      String now = waits && !one.reason().isEmpty() ? ", " + one.reason() : "";
      return bad(
          down ? Severity.CRITICAL : Severity.WARNING,
          OOM + ": " + one.name() + now + ", " + restarts(one),
          one.finishedMs());
    }
    if (waits && WAITS_IN_VAIN.contains(one.reason())) {
      String exit = failed ? ", exit " + one.exitCode() : "";
      String often = one.restarts() > 0 ? ", " + restarts(one) + exit : "";
      return bad(Severity.CRITICAL, one.reason() + ": " + one.name() + often, one.finishedMs());
    }
    if (ended && failed) {
      String why = one.reason().isEmpty() ? "Error" : one.reason();
      return bad(
          Severity.WARNING, why + ": " + one.name() + ", exit " + one.exitCode(), one.finishedMs());
    }
    return ended
        ? Health.of(Severity.OK, one.reason().isEmpty() ? "Completed" : one.reason())
        : waits
            ? Health.of(Severity.OK, one.reason().isEmpty() ? "Waiting" : one.reason())
            : RUNNING;
  }

  static Health node(NodeRecord node) {
    int ready = node.conditions().getOrDefault("Ready", -1);
    if (ready != 1) {
      return Health.of(
          Severity.CRITICAL, (ready == 0 ? "NotReady" : "Does not report") + why(node, "Ready"));
    }
    for (String type : node.conditions().keySet()) {
      if (severity(type, node.conditions().get(type)) != Severity.OK) {
        return Health.of(Severity.WARNING, type + why(node, type));
      }
    }
    return node.unschedulable() ? CORDONED : READY;
  }

  /** Pressures are bad when true, and readiness when not; what others mean is not known. */
  static Severity severity(String condition, int status) {
    if (condition.equals("Ready")) {
      return status == 1 ? Severity.OK : Severity.CRITICAL;
    }
    boolean pressure = condition.endsWith("Pressure") || condition.equals("NetworkUnavailable");
    return pressure && status == 1 ? Severity.WARNING : Severity.OK;
  }

  private static String why(NodeRecord node, String type) {
    String reason = node.reasons().getOrDefault(type, "");
    return reason.isEmpty() ? "" : ": " + reason;
  }

  /** Of its own numbers; since when is for who remembers to say. */
  static Health workload(WorkloadRecord of) {
    KubeReplicas replicas = KubeReplicas.of(of);
    if (of.meta().deletedMs() != Amounts.NONE) {
      return Health.of(Severity.OK, "Terminating");
    }
    if (of.meta().kind().equals("Job")) {
      return job(of, replicas);
    }
    if (of.meta().kind().equals("CronJob")) {
      return Health.of(Severity.OK, of.suspended() ? "Suspended" : "Scheduled");
    }
    if (replicas.ready() < replicas.desired()) {
      return Health.of(
          replicas.ready() > 0 ? Severity.WARNING : Severity.CRITICAL,
          (long) replicas.ready() + " of " + (long) replicas.desired() + " ready");
    }
    return replicas.desired() == 0 ? Health.of(Severity.OK, "Scaled to 0") : READY;
  }

  private static Health job(WorkloadRecord of, KubeReplicas replicas) {
    // The only condition of a job that has a reason is that it failed.
    if (!of.reason().isEmpty()) {
      return Health.of(
          Severity.WARNING,
          "Failed: " + of.reason() + (of.message().isEmpty() ? "" : ", " + of.message()));
    }
    return Health.of(
        Severity.OK,
        of.suspended()
            ? "Suspended"
            : replicas.ready() >= replicas.desired() ? "Completed" : "Running");
  }

  private static String restarts(ContainerRecord one) {
    return one.restarts() + (one.restarts() == 1 ? " restart" : " restarts");
  }

  private static boolean passed(long sinceMs, long nowMs) {
    return sinceMs != Amounts.NONE && nowMs - sinceMs > PATIENCE_MS;
  }

  private static Health bad(Severity severity, String text, long sinceMs) {
    return new Health(severity, text, KubeFacts.instant(sinceMs));
  }
}
