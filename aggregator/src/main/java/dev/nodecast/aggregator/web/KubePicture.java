package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import dev.nodecast.web.read.ClusterRoom;
import dev.nodecast.web.read.WorkloadRow;
import java.util.List;
import java.util.Map;

/**
 * What Kubernetes says, joined with what agents see, as one picture shows it.
 *
 * @param workloads what nothing owns
 * @param byKey the same
 */
record KubePicture(
    ClusterRoom room, List<WorkloadLine> workloads, Map<String, WorkloadLine> byKey) {
  static final KubePicture NONE = new KubePicture(ClusterRoom.NONE, List.of(), Map.of());

  /**
   * One workload.
   *
   * @param record null of a kind that is not watched: then only its pods are known
   * @param search lower-case text that searches look in
   */
  record WorkloadLine(WorkloadRecord record, WorkloadRow row, String search) {}
}
