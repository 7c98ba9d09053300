package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;

/**
 * The system's own health.
 *
 * @param agents trouble first, then by name; at most 200
 * @param agentsTotal how many there are
 * @param storage engine, state, and the storage's own facts
 * @param committedUpTo newest window that is safely stored; EPOCH when none
 * @param pendingBytes received and not yet stored
 * @param errors counted by reason, since the start
 * @param drops counted by reason, since the start
 * @param probes the kernel programs
 * @param cluster the side of Kubernetes
 * @param more further facts of the storage
 */
public record StatusReport(
    List<AgentRow> agents,
    int agentsTotal,
    Health storage,
    String storageEngine,
    Instant committedUpTo,
    double rowsPerSecond,
    double pendingBytes,
    double diskUsedBytes,
    double diskFreeBytes,
    double storageRestarts,
    double samplesPerSecond,
    double bytesPerSecond,
    double cpuCores,
    double memoryBytes,
    double memoryMaxBytes,
    Instant startedAt,
    String version,
    List<Reason> errors,
    List<Reason> drops,
    Probes probes,
    ClusterStatus cluster,
    List<Reading> more) {}
