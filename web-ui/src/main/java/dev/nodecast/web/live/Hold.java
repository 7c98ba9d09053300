package dev.nodecast.web.live;

import dev.nodecast.web.read.Order;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the rows of value-sorted tables still between evaluations of their order.
 *
 * @param byTable how their rows stand, by id of the table
 */
public record Hold(Map<String, Order> byTable) {
  public static final Hold NONE = new Hold(Map.of());

  public Hold {
    byTable = Map.copyOf(byTable);
  }

  /** Of one table; {@link Order#NONE} before it was first shown. */
  public Order of(String table) {
    return byTable.getOrDefault(table, Order.NONE);
  }

  /** The same, to be evaluated now. */
  Hold due() {
    Map<String, Order> due = new HashMap<>(byTable);
    due.replaceAll((table, order) -> order.dueNow());
    return new Hold(due);
  }
}
