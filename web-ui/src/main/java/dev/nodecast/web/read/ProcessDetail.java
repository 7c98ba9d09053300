package dev.nodecast.web.read;

import java.util.List;

/**
 * All that is known of one process now.
 *
 * @param cgroup its path
 * @param seccomp 0 off, 1 strict, 2 filter, as text
 * @param readings everything else of the catalog, grouped: CPU, Memory, Disk, Network, System
 */
public record ProcessDetail(
    ProcessRow row,
    String cgroup,
    int parentPid,
    double cpuUserCores,
    double cpuSystemCores,
    double childUserCores,
    double childSystemCores,
    double priority,
    double nice,
    double lastCpu,
    double virtualBytes,
    double virtualPeakBytes,
    double residentPeakBytes,
    double lockedBytes,
    double pinnedBytes,
    double swapBytes,
    double voluntarySwitchesPerSecond,
    double forcedSwitchesPerSecond,
    double minorFaultsPerSecond,
    double majorFaultsPerSecond,
    double cancelledWriteBytesPerSecond,
    double maxOpenFiles,
    String seccomp,
    String speculationStoreBypass,
    String cpusAllowed,
    String memoryNodesAllowed,
    List<InterfaceRow> interfaces,
    List<ReadingGroup> readings) {}
