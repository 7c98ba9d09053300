package dev.nodecast.web.read;

/**
 * One line of the list of nodes.
 *
 * @param name unique among the nodes
 * @param health worst finding, or "Ready" style text
 * @param cpuCount online CPUs
 * @param cpuCores cores busy: all times but idle and I/O wait
 * @param memoryUsedBytes total minus available
 * @param retransmitShare retransmitted of sent TCP segments
 * @param stalledShare worst of the three pressures, some, share of the time
 * @param cpuSpark cores busy, last 5 minutes, 40 points, oldest first, NaN is a gap
 * @param facts what Kubernetes says of it
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record NodeRow(
    String name,
    Health health,
    double cpuCount,
    double cpuCores,
    double memoryTotalBytes,
    double memoryUsedBytes,
    double load1m,
    int pods,
    int processes,
    double rxBytesPerSecond,
    double txBytesPerSecond,
    double readBytesPerSecond,
    double writeBytesPerSecond,
    double retransmitShare,
    double stalledShare,
    float[] cpuSpark,
    NodeFacts facts) {

  /** Of what Kubernetes does not know. */
  public NodeRow(
      String name,
      Health health,
      double cpuCount,
      double cpuCores,
      double memoryTotalBytes,
      double memoryUsedBytes,
      double load1m,
      int pods,
      int processes,
      double rxBytesPerSecond,
      double txBytesPerSecond,
      double readBytesPerSecond,
      double writeBytesPerSecond,
      double retransmitShare,
      double stalledShare,
      float[] cpuSpark) {
    this(
        name,
        health,
        cpuCount,
        cpuCores,
        memoryTotalBytes,
        memoryUsedBytes,
        load1m,
        pods,
        processes,
        rxBytesPerSecond,
        txBytesPerSecond,
        readBytesPerSecond,
        writeBytesPerSecond,
        retransmitShare,
        stalledShare,
        cpuSpark,
        NodeFacts.NONE);
  }

  public NodeRow with(Health state, NodeFacts said) {
    return new NodeRow(
        name,
        state,
        cpuCount,
        cpuCores,
        memoryTotalBytes,
        memoryUsedBytes,
        load1m,
        pods,
        processes,
        rxBytesPerSecond,
        txBytesPerSecond,
        readBytesPerSecond,
        writeBytesPerSecond,
        retransmitShare,
        stalledShare,
        cpuSpark,
        said);
  }

  /** Busy share of all CPUs. */
  public double cpuShare() {
    return cpuCores / cpuCount;
  }

  public double memoryShare() {
    return memoryUsedBytes / memoryTotalBytes;
  }
}
