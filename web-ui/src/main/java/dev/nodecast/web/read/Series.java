package dev.nodecast.web.read;

import java.util.Map;

/**
 * History of one subject.
 *
 * @param range the range that was asked for
 * @param values per metric {@code range.points()} values, oldest first; NaN is a gap, never
 *     interpolated; a metric that was never measured may be absent
 * @param heat of a node the busy share per CPU and step, {@code [cpu][point]}; of a service the
 *     share of its requests per {@linkplain DurationBands band} and step, NaN where there was none;
 *     empty for all else
 * @param error the database's own words when the query failed; empty when it did not
 */
// Made for one render and compared by nobody: a copy per tick would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record Series(TimeRange range, Map<Metric, double[]> values, double[][] heat, String error) {
  private static final double[][] NO_HEAT = {};

  public static Series of(TimeRange range, Map<Metric, double[]> values) {
    return new Series(range, values, NO_HEAT, "");
  }

  public static Series failed(TimeRange range, String error) {
    return new Series(range, Map.of(), NO_HEAT, error);
  }
}
