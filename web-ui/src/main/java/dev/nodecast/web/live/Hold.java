package dev.nodecast.web.live;

import java.util.List;
import java.util.Map;

/**
 * Keeps the rows of value-sorted tables still between evaluations of their order.
 *
 * @param byTable the rows that are shown, in order, by id of the table
 */
public record Hold(Map<String, List<String>> byTable) {
  public static final Hold NONE = new Hold(Map.of());

  public Hold {
    byTable = Map.copyOf(byTable);
  }

  /** Rows of one table; empty when its order is to be evaluated. */
  public List<String> keys(String table) {
    return byTable.getOrDefault(table, List.of());
  }
}
