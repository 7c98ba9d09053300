package dev.nodecast.web.read;

/**
 * What stands around every page.
 *
 * @param cluster its name
 * @param tick the version of the present that reads answer from now
 * @param nodes counts beside "Nodes" in the rail
 * @param pods counts beside "Pods"
 * @param workloads counts beside "Workloads"; none without a cluster
 * @param agents counts beside "Status": ok is live, unknown is silent, critical is refused
 * @param agentCpuCores mean of the live agents' own use
 * @param agentMemoryBytes mean of the live agents' own resident memory
 */
public record Shell(
    String cluster,
    Tick tick,
    Counts nodes,
    Counts pods,
    Counts workloads,
    Counts agents,
    double agentCpuCores,
    double agentMemoryBytes) {}
