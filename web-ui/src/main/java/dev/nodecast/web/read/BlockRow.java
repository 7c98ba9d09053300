package dev.nodecast.web.read;

/**
 * One kind of operation of one block device.
 *
 * @param operation read, write, discard, flush …
 * @param p50Seconds of a request, from its issue to its end; likewise p99
 * @param sizeBytes of a request, median
 */
public record BlockRow(
    String device,
    String operation,
    double operationsPerSecond,
    double bytesPerSecond,
    double errorsPerSecond,
    double p50Seconds,
    double p99Seconds,
    double sizeBytes) {}
