package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is known of one pod now; values are sums over its containers.
 *
 * @param started EPOCH when not known
 * @param readings every column of the catalog, grouped: CPU, Memory, Network, Disk, System
 * @param programs what kernel programs see of it
 */
public record PodDetail(
    PodRow row,
    Instant started,
    double cpuUserCores,
    double cpuSystemCores,
    double throttledSecondsPerSecond,
    double memoryCurrentBytes,
    double memoryPeakBytes,
    double memoryAnonBytes,
    double memoryFileBytes,
    double memoryKernelBytes,
    double swapBytes,
    double oomKills,
    double memoryMaxEvents,
    double majorFaultsPerSecond,
    double pids,
    double pidsLimit,
    Pressure pressure,
    List<ContainerRow> containers,
    List<DiskRow> disks,
    List<InterfaceRow> interfaces,
    List<FilesystemRow> filesystems,
    List<ReadingGroup> readings,
    KernelDetail programs) {

  /** Of a pod that no agent sees: it waits, or it ended. */
  public static PodDetail unseen(PodRow row, List<ContainerRow> containers) {
    double no = Double.NaN;
    return new PodDetail(
        row,
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
        new Pressure(no, no, no, no, no, no),
        containers,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new KernelDetail(
            row.node(), Map.of(), Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of()));
  }

  public PodDetail with(PodRow other, List<ContainerRow> those) {
    return new PodDetail(
        other,
        started,
        cpuUserCores,
        cpuSystemCores,
        throttledSecondsPerSecond,
        memoryCurrentBytes,
        memoryPeakBytes,
        memoryAnonBytes,
        memoryFileBytes,
        memoryKernelBytes,
        swapBytes,
        oomKills,
        memoryMaxEvents,
        majorFaultsPerSecond,
        pids,
        pidsLimit,
        pressure,
        those,
        disks,
        interfaces,
        filesystems,
        readings,
        programs);
  }
}
