package dev.nodecast.web;

import dev.nodecast.web.format.Figure;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Shell;
import java.util.List;

/**
 * What changes in the rail: counts of trouble beside its entries, and what Nodecast itself costs.
 */
final class Rail {
  private Rail() {}

  static List<Region> regions(Shell shell) {
    return List.of(
        count("nodes", shell.nodes()),
        count("workloads", shell.workloads()),
        count("pods", shell.pods()),
        count("status", shell.agents()),
        Region.of("self", "dl", "", self(shell)));
  }

  private static Region count(String entry, Counts counts) {
    Severity severity =
        counts.critical() > 0
            ? Severity.CRITICAL
            : counts.warning() > 0
                ? Severity.WARNING
                : counts.unknown() > 0 ? Severity.UNKNOWN : Severity.OK;
    int count =
        switch (severity) {
          case CRITICAL -> counts.critical();
          case WARNING -> counts.warning();
          case UNKNOWN -> counts.unknown();
          case OK -> 0;
        };
    String inner =
        count == 0
            ? ""
            : Figure.of(count, Quantity.COUNT).text()
                + "<span class=\"sr\"> "
                + severity.word()
                + "</span>";
    return Region.of("nav-" + entry, "b", count == 0 ? "cnt" : "cnt " + severity.css(), inner);
  }

  private static String self(Shell shell) {
    // One that is refused, which is critical, is not an agent that should be live.
    int known = shell.agents().total() - shell.agents().critical();
    return line("Agents live", shell.agents().live() + " of " + known)
        + line(
            "Agent CPU",
            Figure.of(shell.agentCpuCores(), Quantity.SHARE).html()
                + "<span class=\"u\">core</span>")
        + line("Agent memory", Figure.of(shell.agentMemoryBytes(), Quantity.BYTES).html());
  }

  private static String line(String name, String html) {
    return "<div><dt>" + name + "</dt><dd>" + html + "</dd></div>";
  }
}
