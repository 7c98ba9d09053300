package dev.nodecast.web.read;

/**
 * One container of a pod.
 *
 * @param id the runtime's id; empty for a systemd unit
 * @param memoryBytes working set
 * @param oomKills since the container started
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
    double oomKills) {}
