package dev.nodecast.web.read;

/**
 * One line of the list of pods. On a machine without Kubernetes its pods are systemd units and
 * containers.
 *
 * @param uid unique, never used again
 * @param kind "Pod", "Container" or "Unit"
 * @param cpuLimitCores NaN: no limit; the same for memory
 * @param memoryBytes working set
 * @param throttledShare throttled of all CPU periods
 * @param stalledShare worst of the three pressures, some
 * @param cpuSpark cores, last 5 minutes, 40 points, oldest first, NaN is a gap
 * @param facts what Kubernetes says of it
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record PodRow(
    String uid,
    String name,
    String namespace,
    String node,
    String kind,
    Health health,
    int containers,
    int processes,
    double cpuCores,
    double cpuLimitCores,
    double memoryBytes,
    double memoryLimitBytes,
    double throttledShare,
    double stalledShare,
    double rxBytesPerSecond,
    double txBytesPerSecond,
    double readBytesPerSecond,
    double writeBytesPerSecond,
    float[] cpuSpark,
    PodFacts facts) {

  /** Of what Kubernetes does not know. */
  public PodRow(
      String uid,
      String name,
      String namespace,
      String node,
      String kind,
      Health health,
      int containers,
      int processes,
      double cpuCores,
      double cpuLimitCores,
      double memoryBytes,
      double memoryLimitBytes,
      double throttledShare,
      double stalledShare,
      double rxBytesPerSecond,
      double txBytesPerSecond,
      double readBytesPerSecond,
      double writeBytesPerSecond,
      float[] cpuSpark) {
    this(
        uid,
        name,
        namespace,
        node,
        kind,
        health,
        containers,
        processes,
        cpuCores,
        cpuLimitCores,
        memoryBytes,
        memoryLimitBytes,
        throttledShare,
        stalledShare,
        rxBytesPerSecond,
        txBytesPerSecond,
        readBytesPerSecond,
        writeBytesPerSecond,
        cpuSpark,
        PodFacts.NONE);
  }

  public PodRow with(float[] spark, PodFacts said) {
    return new PodRow(
        uid,
        name,
        namespace,
        node,
        kind,
        health,
        containers,
        processes,
        cpuCores,
        cpuLimitCores,
        memoryBytes,
        memoryLimitBytes,
        throttledShare,
        stalledShare,
        rxBytesPerSecond,
        txBytesPerSecond,
        readBytesPerSecond,
        writeBytesPerSecond,
        spark,
        said);
  }
}
