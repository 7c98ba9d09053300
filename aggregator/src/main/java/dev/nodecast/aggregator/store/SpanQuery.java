package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.SpanKind;
import java.util.Map;

/**
 * Which stored spans are asked for.
 *
 * @param fromMs Unix milliseconds of the first that may begin
 * @param toMs behind the last one
 * @param where wanted values of labels
 * @param slowest the slowest first; else the newest
 * @param errors only those that failed
 */
public record SpanQuery(
    long fromMs, long toMs, Map<String, String> where, boolean slowest, boolean errors, int limit) {
  /** Rows of one answer. */
  public static final int MOST = 200;

  public SpanQuery {
    where = Map.copyOf(where);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("spans: " + limit + " (expected: 1 to " + MOST + ")");
    }
    for (String column : where.keySet()) {
      if (!SpanKind.KIND.labels().contains(column)) {
        throw new IllegalArgumentException(
            "column: " + column + " (expected: one of " + SpanKind.KIND.labels() + ")");
      }
    }
  }
}
