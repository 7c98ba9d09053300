package dev.nodecast.web.read;

/**
 * Rate, errors and duration of requests. Rates are of the last second; the share of errors and the
 * percentiles are of the last whole window and the open one, so of 5 to 10 s, and NaN without a
 * request in them.
 *
 * @param errorShare 0 to 1
 * @param p50Seconds of the merged histograms of all pods, within 4.5 %; as the others
 */
public record Signals(
    double requestsPerSecond,
    double errorsPerSecond,
    double errorShare,
    double p50Seconds,
    double p95Seconds,
    double p99Seconds) {}
