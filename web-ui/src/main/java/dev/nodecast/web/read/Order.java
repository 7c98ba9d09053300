package dev.nodecast.web.read;

import java.util.List;

/**
 * How a value-sorted list stands, so that its rows do not jump with every value.
 *
 * @param shown ids of the rows ({@link NodeRow#name}, {@link PodRow#uid}, {@link ProcessRow#id})
 *     that the page shows, in order; empty before the first answer
 * @param wanted the order that the last evaluation came to ({@link Rows#wanted}); a row moves only
 *     when two evaluations in a row want it to
 * @param due whether to evaluate now; if not, rows and order stay
 */
public record Order(List<String> shown, List<String> wanted, boolean due) {
  public static final Order NONE = new Order(List.of(), List.of(), true);

  public Order {
    shown = List.copyOf(shown);
    wanted = List.copyOf(wanted);
  }

  public Order dueNow() {
    return new Order(shown, wanted, true);
  }
}
