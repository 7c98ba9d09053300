package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * A table with the frame around it.
 *
 * @param note small, beside the title
 * @param wide over the whole width
 */
public record Panel(String id, String title, Region note, boolean wide, Listing listing) {
  static Panel of(String id, String title, String note, boolean wide, Listing listing) {
    Region beside = Region.of(id + "-note", "span", "mute", Escape.html(note));
    return new Panel(id, title, beside, wide, listing);
  }

  /** Of the first rows of more. */
  static Panel of(String id, String title, String note, Rows<?> rows, Listing listing) {
    String cut =
        rows.matching() > rows.rows().size()
            ? "; " + Pager.count(rows.rows().size()) + " of " + Pager.count(rows.matching())
            : "";
    return of(id, title, note + cut, true, listing);
  }

  /** What of it can change. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>(listing.parts());
    parts.add(note);
    return parts;
  }
}
