package dev.nodecast.aggregator.ingest;

import java.util.List;
import java.util.Map;

/**
 * A pod as its node's agent is told of it. Texts that are not known are empty.
 *
 * @param workloadKind of the topmost owner; empty for a bare pod
 * @param containers all of them, initial ones too; each run of one that is known
 */
public record NodePod(
    String uid,
    String namespace,
    String name,
    String workloadKind,
    String workload,
    Map<String, String> labels,
    String ip,
    List<Container> containers) {

  /**
   * One container.
   *
   * @param id empty before it runs
   */
  public record Container(String name, String id, String image) {}

  public NodePod {
    containers = List.copyOf(containers);
  }

  /** The same with other labels. */
  NodePod with(Map<String, String> others) {
    return new NodePod(uid, namespace, name, workloadKind, workload, others, ip, containers);
  }
}
