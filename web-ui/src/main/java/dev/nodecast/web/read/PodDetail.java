package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;

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
    KernelDetail programs) {}
