package dev.nodecast.web.read;

/**
 * One source of interrupts of a node.
 *
 * @param type hard or soft
 * @param number of the interrupt; of a softirq its vector
 * @param name of what handles it; several with commas
 * @param cores time in it, per second
 * @param p50Seconds of a run; likewise p99
 * @param delaySeconds how long a softirq waited for its run, p99; NaN for hard ones
 */
public record InterruptRow(
    String type,
    String number,
    String name,
    double runsPerSecond,
    double cores,
    double p50Seconds,
    double p99Seconds,
    double delaySeconds) {}
