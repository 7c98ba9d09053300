package dev.nodecast.web.read;

/**
 * The last five minutes of a service, oldest first; NaN is a gap.
 *
 * @param requests per second
 * @param errors per second
 * @param p99 seconds, of the node where it is largest
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record ServiceSparks(float[] requests, float[] errors, float[] p99) {}
