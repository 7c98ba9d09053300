package dev.nodecast.aggregator.kube.model;

import java.util.List;
import java.util.Map;

/**
 * A pod.
 *
 * @param node where it was put; empty before
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param reason why it failed as a whole: {@code Evicted}
 * @param unschedulable the scheduler's words why no node takes it; empty when one does
 * @param qos Guaranteed, Burstable or BestEffort
 * @param allLabels not only the wanted ones of {@code meta}, as many as there is room for: agents
 *     say which they need
 * @param volumes the pod's volumes that are claims, as {@code volume=claim}
 */
public record PodRecord(
    Meta meta,
    String node,
    String ip,
    String phase,
    String reason,
    String message,
    String unschedulable,
    String qos,
    String priorityClass,
    boolean hostNetwork,
    boolean ready,
    long startedMs,
    Map<String, String> allLabels,
    List<String> volumes,
    List<ContainerRecord> containers) {
  public PodRecord {
    allLabels = Map.copyOf(allLabels);
    volumes = List.copyOf(volumes);
    containers = List.copyOf(containers);
  }

  /** One that has no other labels than the wanted ones. */
  public PodRecord(
      Meta meta,
      String node,
      String ip,
      String phase,
      String reason,
      String message,
      String unschedulable,
      String qos,
      String priorityClass,
      boolean hostNetwork,
      boolean ready,
      long startedMs,
      List<String> volumes,
      List<ContainerRecord> containers) {
    this(
        meta,
        node,
        ip,
        phase,
        reason,
        message,
        unschedulable,
        qos,
        priorityClass,
        hostNetwork,
        ready,
        startedMs,
        meta.labels(),
        volumes,
        containers);
  }
}
