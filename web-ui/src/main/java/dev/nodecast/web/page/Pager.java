package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Rows;

/**
 * Where in a list a page is.
 *
 * @param previous address; empty on the first page
 * @param next address; empty on the last page
 */
public record Pager(String text, String previous, String next) {
  static Pager of(PageRequest request, Rows<?> rows, int pageSize) {
    int from = rows.page() * pageSize;
    int to = from + rows.rows().size();
    boolean more = to < rows.matching();
    StringBuilder text = new StringBuilder();
    if (rows.rows().isEmpty()) {
      text.append("0 of ").append(count(rows.total()));
    } else {
      text.append(count(from + 1)).append(" to ").append(count(to)).append(" of ");
      text.append(count(rows.matching()));
      if (rows.matching() != rows.total()) {
        text.append(" that match, of ").append(count(rows.total()));
      }
    }
    return new Pager(
        text.toString(),
        rows.page() == 0
            ? ""
            : request.with("page", rows.page() == 1 ? "" : Integer.toString(rows.page())),
        more ? request.with("page", Integer.toString(rows.page() + 2)) : "");
  }

  static Region region(PageRequest request, Rows<?> rows, int pageSize) {
    return Region.of(
        "pager", "div", "pager", new StaticTemplates().partPager(of(request, rows, pageSize)));
  }

  static String count(long number) {
    return Figure.of((double) number, Quantity.COUNT).text();
  }
}
