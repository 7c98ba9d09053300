package dev.nodecast.web.read;

/**
 * The small curves of a node's tiles: last 5 minutes, 40 points, oldest first, NaN is a gap.
 *
 * @param memory bytes in use
 * @param load 1 minute average
 * @param network received and sent, bytes per second
 * @param disk read and written, bytes per second
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record NodeSparks(float[] memory, float[] load, float[] network, float[] disk) {}
