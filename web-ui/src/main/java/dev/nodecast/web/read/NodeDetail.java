package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;

/**
 * All that is known of one node now.
 *
 * @param row the same values as in the list
 * @param bootTime EPOCH when not known
 * @param cpuUserCores nice included
 * @param cpuSystemCores interrupts included
 * @param coreShares busy share of every CPU, by number
 * @param readings every column of the catalog, grouped: CPU, Memory, Network, Disk, System
 * @param programs what kernel programs see of it
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record NodeDetail(
    NodeRow row,
    NodeSparks sparks,
    String kernel,
    Instant bootTime,
    double cpuUserCores,
    double cpuSystemCores,
    double cpuIoWaitCores,
    double cpuStealCores,
    double memoryAvailableBytes,
    double memoryCachedBytes,
    double swapUsedBytes,
    double swapTotalBytes,
    double load5m,
    double load15m,
    double running,
    double blocked,
    double contextSwitchesPerSecond,
    double forksPerSecond,
    double majorFaultsPerSecond,
    Pressure pressure,
    double tcpSockets,
    double tcpResetsPerSecond,
    double tcpRetransmitsPerSecond,
    double listenDropsPerSecond,
    double diskBusyShare,
    double openFiles,
    double maxFiles,
    double[] coreShares,
    List<DiskRow> disks,
    List<InterfaceRow> interfaces,
    List<FilesystemRow> filesystems,
    List<ReadingGroup> readings,
    KernelDetail programs) {

  public NodeDetail with(NodeRow other) {
    return new NodeDetail(
        other,
        sparks,
        kernel,
        bootTime,
        cpuUserCores,
        cpuSystemCores,
        cpuIoWaitCores,
        cpuStealCores,
        memoryAvailableBytes,
        memoryCachedBytes,
        swapUsedBytes,
        swapTotalBytes,
        load5m,
        load15m,
        running,
        blocked,
        contextSwitchesPerSecond,
        forksPerSecond,
        majorFaultsPerSecond,
        pressure,
        tcpSockets,
        tcpResetsPerSecond,
        tcpRetransmitsPerSecond,
        listenDropsPerSecond,
        diskBusyShare,
        openFiles,
        maxFiles,
        coreShares,
        disks,
        interfaces,
        filesystems,
        readings,
        programs);
  }
}
