package dev.nodecast.web;

import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Searches, sorts and pages made-up rows as the real reads do. */
final class Selection {
  private Selection() {}

  static <T> Rows<T> of(
      RowQuery query,
      List<T> all,
      Function<T, String> key,
      Comparator<T> byHealth,
      java.util.function.ToDoubleFunction<T> value) {
    List<T> matching = new ArrayList<>(all);
    matching.removeIf(row -> !query.search().isEmpty() && !row.toString().contains(query.search()));
    Comparator<T> order =
        switch (query.sort()) {
          case HEALTH -> byHealth;
          case NAME -> Comparator.comparing(key);
          default -> Comparator.comparingDouble(value);
        };
    matching.sort(query.descending() ? order.reversed() : order);
    if (!query.hold().due()) {
      List<String> shown = query.hold().shown();
      matching.removeIf(row -> !shown.contains(key.apply(row)));
      matching.sort(Comparator.comparingInt(row -> shown.indexOf(key.apply(row))));
      return new Rows<>(matching, query.page(), all.size(), all.size());
    }
    int page = Math.min(query.page(), Math.max(0, (matching.size() - 1) / query.pageSize()));
    int from = page * query.pageSize();
    return new Rows<>(
        matching.subList(from, Math.min(matching.size(), from + query.pageSize())),
        page,
        matching.size(),
        all.size());
  }
}
