package dev.nodecast.web.read;

/**
 * One block device of a node or, with fewer values, of a pod.
 *
 * @param busyShare time with an operation in flight
 * @param readSeconds mean latency of a read in the last interval
 * @param queue operations in flight, mean of the last interval
 */
public record DiskRow(
    String device,
    double readBytesPerSecond,
    double writeBytesPerSecond,
    double readsPerSecond,
    double writesPerSecond,
    double busyShare,
    double readSeconds,
    double writeSeconds,
    double queue) {}
