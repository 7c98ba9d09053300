package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;

/**
 * The whole cluster at a glance.
 *
 * @param findings unhealthy things, worst first then oldest first, among them, healthy and at the
 *     place that they had, those that recovered within the last minute; at most 50
 * @param findingsTotal how many unhealthy things there are
 * @param lastRecovery when the last unhealthy thing recovered; {@code EPOCH} when none did
 * @param oomKills processes killed for lack of memory in the last hour
 * @param cpuSpark used cores, last 5 minutes, 40 points, oldest first, NaN is a gap; the same shape
 *     for all sparks
 * @param room what Kubernetes says of it
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record ClusterSummary(
    Counts nodes,
    Counts pods,
    Counts agents,
    int containers,
    int processes,
    double oomKills,
    double cpuUsedCores,
    double cpuTotalCores,
    double memoryUsedBytes,
    double memoryTotalBytes,
    double diskUsedBytes,
    double diskTotalBytes,
    double rxBytesPerSecond,
    double txBytesPerSecond,
    double readBytesPerSecond,
    double writeBytesPerSecond,
    float[] cpuSpark,
    float[] memorySpark,
    float[] networkSpark,
    float[] diskSpark,
    List<Finding> findings,
    int findingsTotal,
    Instant lastRecovery,
    ClusterRoom room) {}
