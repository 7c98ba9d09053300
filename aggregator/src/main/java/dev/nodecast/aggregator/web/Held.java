package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Answers a query that holds the rows of its page: values change, order and rows do not. */
final class Held {
  private Held() {}

  static <T, R> Rows<R> rows(
      RowQuery query, Stream<T> held, List<T> all, Predicate<T> which, Function<T, R> to) {
    int matching = 0;
    for (T row : all) {
      matching += which.test(row) ? 1 : 0;
    }
    int last = matching == 0 ? 0 : (matching - 1) / query.pageSize();
    List<R> rows = held.filter(Objects::nonNull).limit(query.pageSize()).map(to).toList();
    return new Rows<>(rows, Math.min(query.page(), last), matching, all.size());
  }
}
