package dev.nodecast.web.read;

import java.time.Instant;

/**
 * One line of the list of workloads: what nothing else owns and what makes pods. Values are sums
 * over its pods.
 *
 * @param health worst of its own and its pods'
 * @param ready replicas that are; of a job those that succeeded; NaN where there is no such number
 * @param desired replicas that are to be
 * @param pods that exist now
 * @param cpuCores NaN when no agent sees one of its pods; as memory
 * @param restarts of all containers of its pods
 * @param created EPOCH when not known
 */
public record WorkloadRow(
    Owner owner,
    Health health,
    double ready,
    double desired,
    int pods,
    double cpuCores,
    double memoryBytes,
    Bounds bounds,
    double throttledShare,
    double restarts,
    Instant created) {
  /** Unique, and what its address is made of. */
  public String key() {
    return owner.key();
  }
}
