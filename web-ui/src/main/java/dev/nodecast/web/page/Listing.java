package dev.nodecast.web.page;

import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import java.util.List;

/**
 * A table with its head.
 *
 * @param caption for screen readers: what the rows are and how they are ordered
 * @param empty shown in place of the rows when there are none; its content is empty otherwise
 */
public record Listing(String caption, List<Column> columns, Table table, Region empty) {
  /** What of it can change. */
  List<Part> parts() {
    return List.of(table, empty);
  }

  /**
   * @param what is not there, why, what to do: the texts for nothing, as HTML; used without rows
   */
  static Listing of(String caption, List<Column> columns, Table table, String what) {
    Region empty =
        Region.of(table.id() + "-empty", "div", "slot", table.rows().isEmpty() ? what : "");
    return new Listing(caption, columns, table, empty);
  }
}
