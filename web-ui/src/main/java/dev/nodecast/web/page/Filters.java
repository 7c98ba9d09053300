package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Severity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The form above a list.
 *
 * @param keep parameters of the address that the form must not lose
 * @param note how the list is ordered
 */
public record Filters(
    String action,
    String search,
    String placeholder,
    boolean byHealth,
    Severity severity,
    Map<String, String> keep,
    String note) {
  static Filters of(PageRequest request, String placeholder, RowQuery query) {
    return of(request, placeholder, query, true);
  }

  static Filters of(PageRequest request, String placeholder, RowQuery query, boolean byHealth) {
    Map<String, String> keep = new TreeMap<>(request.address());
    keep.keySet().removeAll(Set.of("q", "health", "page"));
    String note =
        "Sorted by "
            + query.sort().word()
            + (query.sort().byValue()
                ? ". Rows move at a lead of 10\u00a0%, checked every 10\u00a0s."
                : ".");
    return new Filters(
        request.path(), request.search(), placeholder, byHealth, query.severity(), keep, note);
  }
}
