package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.ReadingGroup;
import java.util.List;

/** Every measured value of a thing, in groups: what the catalog declares is shown. */
final class Readings {
  private Readings() {}

  static List<Region> regions(List<ReadingGroup> groups) {
    return groups.stream().map(Readings::region).toList();
  }

  private static Region region(ReadingGroup group) {
    StringBuilder html = new StringBuilder(group.readings().size() * 80 + 64);
    html.append("<header><h2>").append(Escape.html(group.name())).append("</h2></header>");
    if (group.readings().isEmpty()) {
      html.append(Empty.html("Not measured", group.empty()));
    } else {
      html.append("<div class=\"pad\"><dl class=\"facts list readings\">");
      for (Reading reading : group.readings()) {
        line(html, reading);
      }
      html.append("</dl></div>");
    }
    return Region.of("all-" + Escape.id(group.name()), "section", "panel", html.toString());
  }

  static void line(StringBuilder html, Reading reading) {
    html.append("<div><dt title=\"").append(Escape.html(reading.help())).append("\">");
    html.append(Escape.html(reading.name())).append("</dt><dd>");
    html.append(
        reading.text().isEmpty()
            ? Figure.of(reading.value(), reading.quantity()).html()
            : Escape.html(reading.text()));
    html.append("</dd></div>");
  }
}
