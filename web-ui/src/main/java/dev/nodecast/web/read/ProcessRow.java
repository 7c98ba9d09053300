package dev.nodecast.web.read;

import java.time.Instant;

/**
 * One line of the list of processes.
 *
 * @param id unique and fit for an address: node, pid and start time together; see {@link
 *     ProcessDetail}
 * @param command comm, at most 15 bytes of name
 * @param commandLine may be empty (kernel threads) and may be cut
 * @param podUid empty when it belongs to none
 * @param state the kernel's letter: R, S, D, Z, T, I
 * @param ageSeconds since it started
 * @param started by its node's clock; {@code Instant.EPOCH} is not known
 */
public record ProcessRow(
    String id,
    int pid,
    String command,
    String commandLine,
    String node,
    String podUid,
    String podName,
    String container,
    String state,
    double cpuCores,
    double memoryBytes,
    double threads,
    double openFiles,
    double readBytesPerSecond,
    double writeBytesPerSecond,
    double ageSeconds,
    Instant started) {}
