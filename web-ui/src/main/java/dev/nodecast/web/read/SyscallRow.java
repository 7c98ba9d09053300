package dev.nodecast.web.read;

/**
 * One system call, of all containers that are asked for together.
 *
 * @param errorsPerSecond calls that failed, for whatever reason; the classes below are part of them
 * @param againPerSecond to be tried again: EAGAIN, EINTR …
 * @param absentPerSecond what was not there: ENOENT …
 * @param deniedPerSecond EPERM, EACCES, EROFS
 * @param exhaustedPerSecond no memory, space, descriptors
 * @param connectionPerSecond ECONNREFUSED, EPIPE, ETIMEDOUT …
 */
public record SyscallRow(
    String name,
    double callsPerSecond,
    double errorsPerSecond,
    double againPerSecond,
    double absentPerSecond,
    double deniedPerSecond,
    double exhaustedPerSecond,
    double connectionPerSecond,
    double p50Seconds,
    double p99Seconds) {}
