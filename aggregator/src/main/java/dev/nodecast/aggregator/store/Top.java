package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Kind;
import java.util.List;
import java.util.Map;

/**
 * A ranking.
 *
 * @param kind what is ranked
 * @param line by what
 * @param by labels (or {@code node}) that name a row; rows of equal names are added up
 * @param where values of labels, or of {@code node}
 * @param fromSeconds beginning, Unix seconds
 * @param toSeconds end
 * @param limit most rows
 */
public record Top(
    Kind kind,
    Line line,
    List<String> by,
    Map<String, String> where,
    long fromSeconds,
    long toSeconds,
    int limit) {
  static final int MAX_ROWS = 1000;

  public Top {
    by = List.copyOf(by);
    where = Map.copyOf(where);
    by.forEach(label -> SeriesQuery.requireLabel(kind, label));
    where.keySet().forEach(label -> SeriesQuery.requireLabel(kind, label));
    if (by.isEmpty() || fromSeconds < 0 || toSeconds <= fromSeconds) {
      throw new IllegalArgumentException(
          "top: by " + by + ", " + fromSeconds + " to " + toSeconds + " (expected: a label, time)");
    }
    if (limit < 1 || limit > MAX_ROWS || line.stat().ordinal() >= Stat.P50.ordinal()) {
      throw new IllegalArgumentException(
          "top: " + limit + " of " + line.stat() + " (expected: 1 to 1000, not a quantile)");
    }
  }

  /**
   * One row of the ranking.
   *
   * @param labels values of {@code by}
   */
  public record Row(List<String> labels, double value) {}
}
