package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;
import java.util.Map;

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

  /** Of a node that no agent reports. */
  public static NodeDetail unseen(NodeRow row) {
    double no = Double.NaN;
    float[] none = {};
    return new NodeDetail(
        row,
        new NodeSparks(none, none, none, none),
        "",
        Instant.EPOCH,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        Pressure.NOT_MEASURED,
        no,
        no,
        no,
        no,
        no,
        no,
        no,
        new double[0],
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new KernelDetail(
            row.name(), Map.of(), Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of()));
  }

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
