package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;

/**
 * What a histogram says of the last whole window and the open one, 5 to 10 s where windows are 5 s:
 * one entity's, or of several merged, which is not a mean of theirs.
 *
 * @param count values; 0 when there were none
 * @param p50 in the column's unit, within 4.5 %; NaN without values
 * @param p99 likewise
 * @param overMs the time they are of; 0 before the first
 */
record Percentiles(long count, double p50, double p99, int overMs) {
  /** Of entities of one node; call under its monitor. */
  static Percentiles of(KindState cells, Column column, int... slots) {
    BucketCounts merged = new BucketCounts();
    for (int slot : slots) {
      cells.recent(column, slot, merged);
    }
    return of(merged, cells.recentMs(column));
  }

  /** Of what was {@linkplain KindState#recent gathered} on several nodes. */
  static Percentiles of(BucketCounts merged, int overMs) {
    return new Percentiles(merged.total(), merged.quantile(0.5), merged.quantile(0.99), overMs);
  }
}
