package dev.nodecast.aggregator.kube.model;

import java.util.List;

/**
 * A pod.
 *
 * @param node where it was put; empty before
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param reason why it failed as a whole: {@code Evicted}
 * @param unschedulable the scheduler's words why no node takes it; empty when one does
 * @param qos Guaranteed, Burstable or BestEffort
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
    List<String> volumes,
    List<ContainerRecord> containers) {
  public PodRecord {
    volumes = List.copyOf(volumes);
    containers = List.copyOf(containers);
  }
}
