package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Severity;

/** A node on the cluster's page. */
final class NodeCard {
  private NodeCard() {}

  static Region of(PageRequest request, NodeRow node) {
    Severity severity = node.health().severity();
    String tone = Cells.tone(severity);
    String html =
        "<span class=\""
            + Cells.join("st", severity.css())
            + "\">"
            + Escape.html(node.name())
            + "</span><p class=\""
            + (tone.isEmpty() ? "mute" : tone)
            + "\">"
            + Escape.html(node.health().text())
            + "</p>"
            + line("CPU", "k-cpu", node.cpuShare())
            + line("Mem", "k-mem", node.memoryShare())
            + "<p class=\"mute\">"
            + Pager.count(node.pods())
            + " pods, "
            + Cores.whole(node.cpuCount()).text()
            + "</p>";
    return new Region(
        "n-" + Escape.id(node.name()),
        "a",
        severity == Severity.UNKNOWN ? "node old" : "node",
        " href=\"" + Escape.html(Links.node(request, node.name())) + '"',
        html,
        Double.NaN);
  }

  private static String line(String name, String colour, double share) {
    return "<span class=\"mute\">"
        + name
        + "</span>"
        + Svg.bar(colour, name, share)
        + "<span class=\"n\">"
        + Percent.of(share).html()
        + "</span>";
  }
}
