package dev.nodecast.web.page;

import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Severity;

/** How many things are in which state: shape, number and word. */
final class States {
  private States() {}

  static String html(Counts counts) {
    StringBuilder html = new StringBuilder();
    add(html, Severity.CRITICAL, counts.critical());
    add(html, Severity.WARNING, counts.warning());
    if (counts.unknown() > 0) {
      html.append("<span class=\"st idle\">")
          .append(counts.unknown())
          .append(" without data</span>");
    }
    if (html.isEmpty() && counts.total() > 0) {
      html.append("<span class=\"st\">All ").append(Pager.count(counts.total()));
      html.append(" healthy</span>");
    }
    return html.toString();
  }

  /** For a tile: only the worst has its word for the eye; the others have it for the ear. */
  static String compact(Counts counts) {
    StringBuilder html = new StringBuilder();
    shape(html, Severity.CRITICAL, counts.critical());
    shape(html, Severity.WARNING, counts.warning());
    shape(html, Severity.UNKNOWN, counts.unknown());
    return html.toString();
  }

  private static void shape(StringBuilder html, Severity severity, int count) {
    if (count > 0) {
      String word = ' ' + severity.word();
      html.append("<span class=\"st ").append(severity.css()).append("\">");
      html.append(Pager.count(count));
      html.append(html.indexOf("<span", 1) < 0 ? word : "<span class=\"sr\">" + word + "</span>");
      html.append("</span>");
    }
  }

  private static void add(StringBuilder html, Severity severity, int count) {
    if (count > 0) {
      html.append("<span class=\"st ").append(severity.css()).append("\">");
      html.append(Pager.count(count)).append(' ').append(severity.word()).append("</span>");
    }
  }
}
