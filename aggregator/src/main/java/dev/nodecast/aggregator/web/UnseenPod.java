package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.web.read.ContainerRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.PodRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pod, or a container of one, that Kubernetes tells of and no agent sees: nothing is measured.
 */
final class UnseenPod {
  private static final double NO = Double.NaN;

  private UnseenPod() {}

  static PodRow row(KubePod pod, Health health) {
    PodName name = pod.name();
    return new PodRow(
        name.uid(),
        name.name(),
        name.namespace(),
        name.node(),
        "Pod",
        health,
        0,
        0,
        NO,
        pod.bounds().cpuLimitCores(),
        NO,
        pod.bounds().memoryLimitBytes(),
        NO,
        NO,
        NO,
        NO,
        NO,
        NO,
        Measured.NO_SPARK);
  }

  /**
   * All containers that Kubernetes tells of, with what agents measure; then what only those see.
   */
  static List<ContainerRow> containers(
      KubePod pod, Map<String, ContainerRow> measuredById, long nowMs) {
    List<ContainerRow> rows = new ArrayList<>();
    for (ContainerRecord one : pod.record().containers()) {
      ContainerRow measured = measuredById.remove(one.containerId());
      Health said = KubeHealth.container(pod.record(), one, nowMs);
      rows.add((measured == null ? row(one, said) : measured).with(said, KubeFacts.container(one)));
    }
    rows.addAll(measuredById.values());
    return rows;
  }

  private static ContainerRow row(ContainerRecord one, Health said) {
    return new ContainerRow(
        one.name(),
        one.containerId(),
        said,
        NO,
        KubeFacts.cores(one.limits().cpuMillis()),
        NO,
        KubeFacts.number(one.limits().memory()),
        NO,
        NO,
        NO,
        NO);
  }
}
