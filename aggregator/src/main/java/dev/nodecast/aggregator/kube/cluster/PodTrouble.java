package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one pod or container suffers from, and what helps.
 *
 * @param container empty of the pod as a whole
 * @param brief a few words, to be read beside the pod's name
 * @param what a sentence that stands alone
 */
public record PodTrouble(
    Severity severity,
    String container,
    String reason,
    String brief,
    String what,
    long sinceMs,
    String remedy) {
  /** A pod may take so long to start, to become ready or to go before anybody should care. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** All of a pod: one as a whole, or else those of its containers, in their order. */
  static List<PodTrouble> of(PodRecord pod, long nowMs) {
    if (pod.phase().equals("Succeeded") && pod.meta().deletedMs() == Amounts.NONE) {
      return List.of();
    }
    Optional<PodTrouble> whole = ofPod(pod, nowMs);
    if (whole.isPresent()) {
      return List.of(whole.get());
    }
    List<PodTrouble> out = new ArrayList<>(0);
    for (ContainerRecord container : pod.containers()) {
      ofContainer(pod, container, nowMs).ifPresent(out::add);
    }
    if (out.isEmpty()) {
      ofSlowPod(pod, nowMs).ifPresent(out::add);
    }
    return out;
  }

  /** The one that a line of a list has room for; of equals the first. */
  public static Optional<PodTrouble> worst(PodRecord pod, long nowMs) {
    return of(pod, nowMs).stream().min(Comparator.comparing(PodTrouble::severity));
  }

  public static Optional<PodTrouble> ofContainer(
      PodRecord pod, ContainerRecord container, long nowMs) {
    // How one ends that is to be deleted is no trouble.
    return pod.meta().deletedMs() != Amounts.NONE
        ? Optional.empty()
        : ContainerTrouble.of(pod, container, nowMs);
  }

  /** Trouble of the pod as a whole, beside which its containers say nothing more. */
  private static Optional<PodTrouble> ofPod(PodRecord pod, long nowMs) {
    String name = pod.meta().name();
    if (pod.meta().deletedMs() != Amounts.NONE) {
      return passed(pod.meta().deletedMs(), nowMs)
          ? trouble(
              Severity.WARNING,
              "Terminating",
              "Terminating, and does not go",
              "Pod " + name + " is to be deleted and does not go",
              pod.meta().deletedMs(),
              "Look at its node, its finalizers and volumes that do not unmount")
          : Optional.empty();
    }
    if (!pod.unschedulable().isEmpty()) {
      return trouble(
          Severity.CRITICAL,
          "Unschedulable",
          "Unschedulable: " + pod.unschedulable(),
          "No node takes pod " + name + ": " + pod.unschedulable(),
          pod.meta().createdMs(),
          "Lower its requests, loosen its selectors, affinities or tolerations, or add a node");
    }
    if (pod.phase().equals("Failed") && !pod.reason().isEmpty()) {
      String why = pod.message().isEmpty() ? pod.reason() : pod.reason() + ", " + pod.message();
      return trouble(
          Severity.WARNING,
          pod.reason(),
          pod.message().isEmpty() ? pod.reason() : pod.reason() + ": " + pod.message(),
          "Pod " + name + " failed: " + why,
          pod.startedMs(),
          pod.reason().equals("Evicted")
              ? "Give it a request for what the node ran short of, and delete it"
              : "Look at its events, and delete it");
    }
    return Optional.empty();
  }

  /** Nobody says why, but it failed or takes too long. */
  private static Optional<PodTrouble> ofSlowPod(PodRecord pod, long nowMs) {
    String name = pod.meta().name();
    if (pod.meta().deletedMs() != Amounts.NONE) {
      return Optional.empty();
    }
    if (pod.phase().equals("Failed")) {
      return trouble(
          Severity.WARNING,
          "Failed",
          "Failed",
          "Pod " + name + " failed",
          pod.startedMs(),
          "Look at its events and logs, and delete it");
    }
    if (pod.phase().equals("Pending") && passed(pod.meta().createdMs(), nowMs)) {
      return trouble(
          Severity.WARNING,
          "Pending",
          "Pending, and does not start",
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
          "Not ready",
          "Pod " + name + " runs and is not ready",
          pod.startedMs(),
          "Look at its readiness probe");
    }
    return Optional.empty();
  }

  private static boolean passed(long sinceMs, long nowMs) {
    return sinceMs != Amounts.NONE && nowMs - sinceMs > PATIENCE.toMillis();
  }

  private static Optional<PodTrouble> trouble(
      Severity severity, String reason, String brief, String what, long sinceMs, String remedy) {
    return Optional.of(new PodTrouble(severity, "", reason, brief, what, sinceMs, remedy));
  }
}
