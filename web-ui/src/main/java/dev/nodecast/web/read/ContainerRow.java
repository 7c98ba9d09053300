package dev.nodecast.web.read;

/**
 * One container of a pod.
 *
 * @param id the runtime's id; empty for a systemd unit
 * @param memoryBytes working set
 * @param oomKills since the container started
 * @param facts what Kubernetes says of it
 */
public record ContainerRow(
    String name,
    String id,
    Health health,
    double cpuCores,
    double cpuLimitCores,
    double memoryBytes,
    double memoryLimitBytes,
    double memoryPeakBytes,
    double throttledShare,
    double pids,
    double oomKills,
    ContainerFacts facts) {

  /** Of what Kubernetes does not know. */
  public ContainerRow(
      String name,
      String id,
      Health health,
      double cpuCores,
      double cpuLimitCores,
      double memoryBytes,
      double memoryLimitBytes,
      double memoryPeakBytes,
      double throttledShare,
      double pids,
      double oomKills) {
    this(
        name,
        id,
        health,
        cpuCores,
        cpuLimitCores,
        memoryBytes,
        memoryLimitBytes,
        memoryPeakBytes,
        throttledShare,
        pids,
        oomKills,
        ContainerFacts.NONE);
  }

  public ContainerRow with(Health state, ContainerFacts said) {
    return new ContainerRow(
        name,
        id,
        state,
        cpuCores,
        cpuLimitCores,
        memoryBytes,
        memoryLimitBytes,
        memoryPeakBytes,
        throttledShare,
        pids,
        oomKills,
        said);
  }
}
