package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;

/** The first rows of a list, inside of another page. */
final class Top {
  private Top() {}

  static RowQuery query(Sort sort, int rows, String node, String pod) {
    return new RowQuery("", sort, sort.byValue(), 0, rows, node, pod, Severity.OK, Order.NONE);
  }

  /** To what is stored, which is more than what is in memory. */
  static MoreLink events(PageContext context, String parameter, String value) {
    String href = context.request().link("/events?" + parameter + "=" + Escape.url(value));
    return new MoreLink(href, "All events");
  }

  static MoreLink ofWorkload(PageContext context, String key, Rows<?> rows) {
    boolean more = rows.matching() > rows.rows().size();
    String href = context.request().link("/pods?workload=" + Escape.url(key));
    return more
        ? new MoreLink(href, "All " + Pager.count(rows.matching()) + " pods")
        : MoreLink.NONE;
  }

  static MoreLink all(PageContext context, String path, String node, Rows<?> rows, String things) {
    boolean more = rows.matching() > rows.rows().size();
    String href = context.request().link(path + "?node=" + Escape.url(node));
    return new MoreLink(
        more ? href : "", more ? "All " + Pager.count(rows.matching()) + " " + things : "");
  }
}
