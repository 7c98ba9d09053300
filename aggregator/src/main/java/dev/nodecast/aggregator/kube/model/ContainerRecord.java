package dev.nodecast.aggregator.kube.model;

/**
 * A container of a pod: what was asked for, and how it fares.
 *
 * @param init whether it runs before the others
 * @param ephemeral whether people added it to the running pod, to look into it
 * @param imageId what was really pulled
 * @param containerId the runtime's id without its {@code containerd://}; empty before it runs
 * @param lastId the same of its run before this one; empty when there was none, or it is forgotten
 * @param state waiting, running or terminated; empty when the kubelet has not said
 * @param reason why it waits or ended: {@code CrashLoopBackOff}
 * @param lastReason why it ended last time: {@code OOMKilled}
 * @param exitCode of the present or else the last end; {@link Amounts#NONE} without one
 * @param startedMs of the present or else the last run
 * @param finishedMs of the last end
 */
public record ContainerRecord(
    String name,
    boolean init,
    boolean ephemeral,
    String image,
    String imageId,
    String containerId,
    String lastId,
    Amounts requests,
    Amounts limits,
    boolean ready,
    int restarts,
    String state,
    String reason,
    String lastReason,
    long exitCode,
    long startedMs,
    long finishedMs) {

  /** Whether it is one of those that the pod is for: their number and readiness are the pod's. */
  public boolean own() {
    return !init && !ephemeral;
  }

  /** One that is not ephemeral, and whose run before, if there was one, is of no interest. */
  public ContainerRecord(
      String name,
      boolean init,
      String image,
      String imageId,
      String containerId,
      Amounts requests,
      Amounts limits,
      boolean ready,
      int restarts,
      String state,
      String reason,
      String lastReason,
      long exitCode,
      long startedMs,
      long finishedMs) {
    this(
        name,
        init,
        false,
        image,
        imageId,
        containerId,
        "",
        requests,
        limits,
        ready,
        restarts,
        state,
        reason,
        lastReason,
        exitCode,
        startedMs,
        finishedMs);
  }
}
