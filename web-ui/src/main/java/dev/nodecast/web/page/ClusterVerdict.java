package dev.nodecast.web.page;

import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Severity;
import java.time.Instant;

/** The one sentence on top of the cluster: the worst finding, or that there is none. */
final class ClusterVerdict {
  private ClusterVerdict() {}

  static Region of(PageContext context, ClusterSummary cluster) {
    String things =
        Pager.count(cluster.nodes().total())
            + " nodes, "
            + Pager.count(cluster.pods().total())
            + " pods and "
            + Pager.count(cluster.processes())
            + " processes";
    if (cluster.nodes().total() == 0) {
      return Verdict.of(
          context,
          Severity.UNKNOWN,
          "No agent has connected yet",
          "The aggregator listens for agents on port 7443.",
          Instant.EPOCH);
    }
    if (cluster.findingsTotal() == 0) {
      boolean recovered = !cluster.lastRecovery().equals(Instant.EPOCH);
      String last =
          recovered
              ? " Last recovery "
                  + Ago.of(cluster.lastRecovery(), context.request().now())
                  + " ago."
              : "";
      return Verdict.of(
          context,
          Severity.OK,
          "Nothing is unhealthy",
          Escape.html("Among " + things + "." + last),
          Instant.EPOCH);
    }
    Finding worst =
        cluster.findings().stream()
            .filter(finding -> finding.health().severity() != Severity.OK)
            .findFirst()
            .orElseThrow();
    int others = cluster.findingsTotal() - 1;
    String html =
        Escape.html(worst.health().text())
            + (worst.place().isEmpty() ? "" : ", " + Escape.html(worst.place()))
            + (others == 0
                ? "."
                : ". <a id=\"verdict-more\" href=\"#unhealthy\">"
                    + Pager.count(others)
                    + (others == 1 ? " other" : " others")
                    + "</a> below.");
    return Verdict.of(
        context,
        worst.health().severity(),
        worst.name() + state(worst),
        html,
        worst.health().since());
  }

  private static String state(Finding finding) {
    return switch (finding.health().severity()) {
      case UNKNOWN -> finding.health().text().equals("No agent") ? " has no agent" : " is silent";
      case WARNING -> " is in trouble";
      default -> " is critical";
    };
  }
}
