package dev.nodecast.aggregator.store;

/**
 * A histogram's values of one step, of all entities that match together.
 *
 * @param point which step, from 0
 * @param buckets ascending indexes of {@link dev.nodecast.catalog.Histogram}
 * @param counts how many values each holds
 */
// Made for one answer and compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record BucketPoint(int point, int[] buckets, long[] counts) {}
