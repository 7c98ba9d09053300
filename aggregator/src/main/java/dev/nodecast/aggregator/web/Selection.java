package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;

/** Cuts one page out of many rows: filter, then partial selection instead of a full sort. */
final class Selection {
  private Selection() {}

  /**
   * @param order total order, the page's first row first
   * @param to makes the row of what was selected; only called for rows of the page
   */
  static <T, R> Rows<R> page(
      List<T> all,
      Predicate<T> which,
      Comparator<T> order,
      int page,
      int pageSize,
      Function<T, R> to) {
    List<T> matching = new ArrayList<>();
    for (T row : all) {
      if (which.test(row)) {
        matching.add(row);
      }
    }
    int last = matching.isEmpty() ? 0 : (matching.size() - 1) / pageSize;
    int shown = Math.min(page, last);
    int from = shown * pageSize;
    int end = Math.min(matching.size(), from + pageSize);
    List<R> rows = new ArrayList<>(end - from);
    for (T row : first(matching, order, end).subList(from, end)) {
      rows.add(to.apply(row));
    }
    return new Rows<>(rows, shown, matching.size(), all.size());
  }

  /** The first {@code count} of the order, in order. */
  static <T> List<T> first(List<T> of, Comparator<T> order, int count) {
    if (count > of.size() / 8) {
      List<T> sorted = new ArrayList<>(of);
      sorted.sort(order);
      return sorted.subList(0, Math.min(count, sorted.size()));
    }
    // The worst of the best is on top: most rows cost one comparison with it.
    PriorityQueue<T> best = new PriorityQueue<>(Math.max(1, count), order.reversed());
    for (T row : of) {
      if (best.size() < count) {
        best.add(row);
      } else if (count > 0 && order.compare(row, best.peek()) < 0) {
        best.poll();
        best.add(row);
      }
    }
    @SuppressWarnings("unchecked")
    T[] sorted = (T[]) best.toArray();
    Arrays.sort(sorted, order);
    return Arrays.asList(sorted);
  }

  /** Numbers in order, those that were not measured last in both directions. */
  static <T> Comparator<T> byNumber(
      java.util.function.ToDoubleFunction<T> value, boolean descending) {
    return (a, b) -> {
      double x = value.applyAsDouble(a);
      double y = value.applyAsDouble(b);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
      }
      return descending ? Double.compare(y, x) : Double.compare(x, y);
    };
  }
}
