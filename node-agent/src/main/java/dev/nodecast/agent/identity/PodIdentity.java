package dev.nodecast.agent.identity;

import java.util.List;
import java.util.Map;

/**
 * A pod, as far as names go. Absent texts are empty.
 *
 * @param workloadKind of the topmost owner, as in the API: {@code Deployment}; empty for a bare pod
 * @param containers all of them, initial ones too; each run of one that is known
 */
public record PodIdentity(
    String uid,
    String namespace,
    String name,
    String workloadKind,
    String workload,
    Map<String, String> labels,
    String ip,
    List<ContainerIdentity> containers) {

  /**
   * One container of it.
   *
   * @param id the runtime's, without {@code containerd://}; empty before it runs
   */
  public record ContainerIdentity(String name, String id, String image) {}

  public PodIdentity {
    labels = Map.copyOf(labels);
    containers = List.copyOf(containers);
  }
}
