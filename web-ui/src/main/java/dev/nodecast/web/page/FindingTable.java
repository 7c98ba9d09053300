package dev.nodecast.web.page;

import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Unhealthy things with time lanes on one axis: what broke first is seen without reading. */
final class FindingTable {
  private FindingTable() {}

  static Listing of(PageContext context, ClusterSummary cluster) {
    TimeRange range = context.request().range();
    String axis =
        Ago.clock(range.from(), context.request().now(), context.request().zone()) + " to now";
    List<Column> columns =
        List.of(
            Column.plain("What", ""),
            Column.plain("Why", ""),
            Column.plain("Since", "n w"),
            Column.plain(axis, "lo"));
    return Listing.of(
        "Unhealthy now",
        columns,
        Table.of("unhealthy-rows", rows(context, cluster.findings())),
        Empty.html("Nothing is unhealthy", "Findings appear here with the time they began."));
  }

  private static List<Table.Row> rows(PageContext context, List<Finding> findings) {
    List<Table.Row> rows = new ArrayList<>();
    Map<String, Integer> same = new HashMap<>();
    for (Finding finding : findings) {
      // Two containers of one pod may both be in trouble: that is two lines.
      int number = same.merge(finding.kind() + finding.key(), 1, Integer::sum);
      rows.add(row(context, finding, number == 1 ? "" : "-" + number));
    }
    return rows;
  }

  private static Table.Row row(PageContext context, Finding finding, String number) {
    String kind = finding.kind().name().toLowerCase(Locale.ROOT);
    String small =
        capital(finding.health().severity().word())
            + ", "
            + thing(finding, kind)
            + (finding.place().isEmpty() ? "" : ", " + finding.place());
    Instant since = finding.health().since();
    Instant now = context.request().now();
    String time =
        Ago.clock(since, now, context.request().zone())
            + (since.equals(Instant.EPOCH) ? "" : "<small>" + Ago.of(since, now) + "</small>");
    return new Cells("u-" + kind + '-', finding.key() + number, "")
        .name(
            finding.health().severity(),
            finding.name(),
            Links.finding(context.request(), finding),
            small)
        .html("why", "why", why(finding), Double.NaN)
        .html("since", "n", time, Double.NaN)
        .html("lane", "lo", lane(context, finding), Double.NaN)
        .row();
  }

  private static String why(Finding finding) {
    String remedy = finding.remedy();
    return Escape.html(finding.health().text())
        + (remedy.isEmpty() ? "" : "<small>" + Escape.html(remedy) + "</small>");
  }

  /** By the word that Kubernetes has for it. */
  private static String thing(Finding finding, String kind) {
    return switch (finding.kind()) {
      case WORKLOAD, OBJECT -> Owner.of(finding.key()).kind();
      default -> kind;
    };
  }

  private static String lane(PageContext context, Finding finding) {
    TimeRange range = context.request().range();
    Instant now = context.request().now();
    double length = Duration.between(range.from(), now).toMillis();
    double before = Duration.between(range.from(), finding.health().since()).toMillis();
    double from = Math.max(0, Math.min(0.99, before / length));
    Severity severity = finding.health().severity();
    String bar =
        severity == Severity.OK // what recovered has no time of trouble that goes on
            ? ""
            : "<rect class=\"on\" x=\""
                + Svg.width(from, 100)
                + "\" width=\""
                + Svg.width(1 - from, 100)
                + "\" height=\"10\"/>";
    String css = severity.css();
    return "<svg class=\"lane k-"
        + (css.isEmpty() ? "idle" : css)
        + "\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        + "<rect class=\"track\" y=\"1\" width=\"100\" height=\"8\"/>"
        + bar
        + "</svg>";
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
