package dev.nodecast.aggregator.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Orders rows by a value without letting them jump: a row passes another one only when it leads it
 * by a tenth, in two evaluations. Every row above stays less than a tenth behind what stands below
 * it, so that values that only tremble move nothing.
 */
final class SteadyOrder {
  private static final double LEAD = 1.1;

  private SteadyOrder() {}

  /**
   * @param shown the rows, moved as far as both evaluations agree
   * @param wanted the rows as this evaluation alone would have them
   */
  record Evaluated<T>(List<T> shown, List<T> wanted) {}

  /**
   * Evaluates once.
   *
   * @param rows as they stand, new ones at the end
   * @param before ids in the order that the last evaluation wanted
   */
  static <T> Evaluated<T> of(
      List<T> rows,
      ToDoubleFunction<T> value,
      boolean descending,
      Function<T, String> id,
      List<String> before) {
    Map<String, Integer> rank = new HashMap<>();
    for (String each : before) {
      rank.putIfAbsent(each, rank.size());
    }
    BiPredicate<T, T> leads =
        (row, other) -> leads(value.applyAsDouble(row), value.applyAsDouble(other), descending);
    BiPredicate<T, T> leadBefore =
        (row, other) -> {
          Integer own = rank.get(id.apply(row));
          Integer others = rank.get(id.apply(other));
          return own != null && (others == null || own < others);
        };
    return new Evaluated<>(moved(rows, leads.and(leadBefore)), moved(rows, leads));
  }

  /** Each row goes up to before the first one that it may pass; at most 2 × 200 rows. */
  private static <T> List<T> moved(List<T> rows, BiPredicate<T, T> passes) {
    List<T> out = new ArrayList<>(rows.size());
    for (T row : rows) {
      int at = 0;
      while (at < out.size() && !passes.test(row, out.get(at))) {
        at++;
      }
      out.add(at, row);
    }
    return out;
  }

  /** What was not measured leads nothing. */
  static boolean leads(double value, double other, boolean descending) {
    if (Double.isNaN(value) || Double.isNaN(other)) {
      return !Double.isNaN(value);
    }
    return descending
        ? value > other && value >= other * LEAD
        : value < other && value * LEAD <= other;
  }
}
