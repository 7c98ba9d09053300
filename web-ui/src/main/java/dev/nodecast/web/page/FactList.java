package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Facts by name, as one panel. All text goes through {@link Escape}. */
final class FactList {
  /** Labels beyond these are only counted: a page is no place for thousands. */
  private static final int MOST_LABELS = 30;

  private final StringBuilder html = new StringBuilder(1024);

  FactList text(String name, String text) {
    return add(name, text.isEmpty() ? Figure.NOT_MEASURED.number() : Escape.html(text));
  }

  /** Left out when there is none. */
  FactList textIfAny(String name, String text) {
    return text.isEmpty() ? this : text(name, text);
  }

  /** In a line of its own; left out when there is none. */
  FactList wide(String name, String text) {
    if (!text.isEmpty()) {
      html.append("<div class=\"all\"><dt>").append(Escape.html(name)).append("</dt><dd>");
      html.append(Escape.html(text)).append("</dd></div>");
    }
    return this;
  }

  FactList link(String name, String text, String href) {
    return text.isEmpty()
        ? text(name, text)
        : add(name, "<a href=\"" + Escape.html(href) + "\">" + Escape.html(text) + "</a>");
  }

  FactList count(String name, double value) {
    return add(name, Figure.of(value, Quantity.COUNT).html());
  }

  FactList replicas(String name, double ready, double desired) {
    return add(name, Replicas.html(ready, desired));
  }

  FactList time(String name, Instant at, PageRequest request) {
    return add(
        name,
        at.equals(Instant.EPOCH)
            ? Figure.NOT_MEASURED.number()
            : "<time datetime=\""
                + at
                + "\">"
                + Ago.clock(at, request.now(), request.zone())
                + "</time>");
  }

  FactList labels(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return this;
    }
    StringBuilder tags = new StringBuilder();
    int left = MOST_LABELS;
    for (Map.Entry<String, String> one : new TreeMap<>(labels).entrySet()) {
      if (left-- == 0) {
        tags.append("and ").append(Pager.count(labels.size() - MOST_LABELS)).append(" more");
        break;
      }
      String label = Escape.html(one.getKey() + '=' + one.getValue());
      tags.append("<span class=\"tag\" title=\"").append(label).append("\">");
      tags.append(label).append("</span> ");
    }
    html.append("<div class=\"all\"><dt>Labels</dt><dd>").append(tags).append("</dd></div>");
    return this;
  }

  private FactList add(String name, String value) {
    html.append("<div><dt>").append(Escape.html(name)).append("</dt><dd>");
    html.append(value).append("</dd></div>");
    return this;
  }

  Region region(String id) {
    return Region.of(id, "section", "panel", "<dl class=\"facts pad\">" + html + "</dl>");
  }

  /** Takes no room. */
  static Region none(String id) {
    return Region.of(id, "section", "slot", "");
  }
}
