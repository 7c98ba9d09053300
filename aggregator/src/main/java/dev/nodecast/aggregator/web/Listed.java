package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What a list is cut from.
 *
 * @param which the rows that match the query
 * @param find the row of an id, null when it is gone
 */
record Listed<T>(
    List<T> all, Predicate<T> which, Function<String, T> find, Function<T, String> id) {

  /**
   * One page. A first page by value moves its rows only as far as {@link SteadyOrder} lets them;
   * later pages take the measured order whenever it is due.
   *
   * @param order total order by what is measured
   * @param value what a value-sorted list is ordered by
   * @param to makes the row; only called for rows of the page
   */
  <R> Rows<R> page(
      RowQuery query, Comparator<T> order, ToDoubleFunction<T> value, Function<T, R> to) {
    if (!query.hold().shown().isEmpty()) {
      if (!query.hold().due()) {
        return held(query, to);
      }
      if (query.page() == 0) {
        return steady(query, order, value, to);
      }
    }
    return Selection.page(all, which, order, query.page(), query.pageSize(), to);
  }

  /** Values change, order and rows do not. */
  private <R> Rows<R> held(RowQuery query, Function<T, R> to) {
    int matching = 0;
    for (T row : all) {
      matching += which.test(row) ? 1 : 0;
    }
    int last = matching == 0 ? 0 : (matching - 1) / query.pageSize();
    List<R> rows =
        query.hold().shown().stream()
            .map(find)
            .filter(Objects::nonNull)
            .limit(query.pageSize())
            .map(to)
            .toList();
    return new Rows<>(
        rows, Math.min(query.page(), last), matching, all.size(), query.hold().wanted());
  }

  private <R> Rows<R> steady(
      RowQuery query, Comparator<T> order, ToDoubleFunction<T> value, Function<T, R> to) {
    Rows<T> measured = Selection.page(all, which, order, 0, query.pageSize(), row -> row);
    List<T> rows = new ArrayList<>(2 * query.pageSize());
    Set<String> seen = new HashSet<>();
    for (String shown : query.hold().shown()) {
      T row = find.apply(shown);
      if (row != null && which.test(row) && seen.add(shown)) {
        rows.add(row);
      }
    }
    for (T row : measured.rows()) {
      if (seen.add(id.apply(row))) {
        rows.add(row);
      }
    }
    SteadyOrder.Evaluated<T> evaluated =
        SteadyOrder.of(rows, value, query.descending(), id, query.hold().wanted());
    return new Rows<>(
        evaluated.shown().stream().limit(query.pageSize()).map(to).toList(),
        0,
        measured.matching(),
        measured.total(),
        evaluated.wanted().stream().map(id).toList());
  }
}
