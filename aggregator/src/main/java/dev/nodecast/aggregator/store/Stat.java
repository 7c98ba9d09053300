package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import java.util.Locale;

/** What of a column's values a line or a ranking shows. */
public enum Stat {
  /** Counters: increase per second. */
  RATE,
  /** Counters: increase. */
  SUM,
  /** Gauges: mean over time; over several entities the sum of their means. */
  MEAN,
  /** Gauges: last value; over several entities the sum. */
  LAST,
  /** Largest value (counters: largest increase per second of one window), summed over entities. */
  MAX,
  /** Smallest value, gauges only, summed over entities. */
  MIN,
  /** Histograms: quantiles of all values together. */
  P50,
  P90,
  P95,
  P99;

  /** What a column shows when nothing is said. */
  public static Stat usual(Column column) {
    return switch (column.type()) {
      case COUNTER -> RATE;
      case GAUGE -> MEAN;
      case HISTOGRAM -> P99;
      case TEXT -> throw new IllegalArgumentException(column.name() + ": a text has no line");
    };
  }

  /** As in {@code tick_duration_us:p95}. */
  static Stat parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "stat: " + name + " (expected: rate, sum, mean, last, max, min, p50, p90, p95 or p99)",
          e);
    }
  }

  boolean fits(ColumnType type) {
    return switch (this) {
      case RATE, SUM -> type == ColumnType.COUNTER;
      case MEAN, LAST, MIN -> type == ColumnType.GAUGE;
      case MAX -> type == ColumnType.COUNTER || type == ColumnType.GAUGE;
      case P50, P90, P95, P99 -> type == ColumnType.HISTOGRAM;
    };
  }

  /** Of a histogram's values, 0 to 1. */
  double quantile() {
    return switch (this) {
      case P50 -> 0.5;
      case P90 -> 0.9;
      case P95 -> 0.95;
      case P99 -> 0.99;
      default -> throw new IllegalStateException(this + ": not a quantile");
    };
  }
}
