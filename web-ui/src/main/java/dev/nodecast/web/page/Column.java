package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.Sort;
import java.util.List;

/**
 * The head of one column.
 *
 * @param css class names of the head and, by convention, of its cells
 * @param href address that sorts by it; empty when it cannot be sorted by
 * @param ariaSort {@code ascending}, {@code descending} or empty
 */
public record Column(String label, String css, boolean hidden, String href, String ariaSort) {
  static Column plain(String label, String css) {
    return new Column(label, css, false, "", "");
  }

  /** A label for screen readers only. */
  static Column hidden(String label, String css) {
    return new Column(label, css, true, "", "");
  }

  /** A second click turns the order around. */
  static Column sorted(PageRequest request, List<Sort> sorts, Sort sort, String label, String css) {
    boolean current = request.sort(sorts) == sort;
    boolean descending = current && request.rows(sorts, Order.NONE).descending();
    boolean next = current ? !descending : sort.byValue();
    // Health knows one direction.
    String key = sort == Sort.HEALTH ? "" : (next ? "-" : "") + sort.key();
    String aria = !current || sort == Sort.HEALTH ? "" : descending ? "descending" : "ascending";
    return new Column(label, css, false, request.with("sort", key), aria);
  }
}
