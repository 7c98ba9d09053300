package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.chart.Line;
import dev.nodecast.web.chart.Note;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.EndpointRow;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Saturation;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import java.util.List;
import java.util.stream.Collectors;

/** What only a service's page has: its sentence, its facts, its endpoints, its charts. */
final class ServiceParts {
  /** What an agent calls all that is beyond its limit. */
  private static final String OTHER = "~other";

  /** Errors that one cell has room for. */
  private static final int MOST_FAILURES = 3;

  private ServiceParts() {}

  static String sentence(ServiceDetail of) {
    Signals signals = of.row().signals();
    Figure perSecond = Rate.of(signals.requestsPerSecond());
    String rate =
        (of.row().server() ? "It answers " : "Seen from its own side, it makes ")
            + new Figure(perSecond.number(), perSecond.unit().replace("/s", "requests/s")).text();
    return Escape.html(
        Double.isNaN(signals.p99Seconds())
            ? rate + "; none in the last seconds."
            : rate
                + "; p50 "
                + Figure.of(signals.p50Seconds(), Quantity.SECONDS).text()
                + ", p99 "
                + Figure.of(signals.p99Seconds(), Quantity.SECONDS).text()
                + ".");
  }

  static Region facts(PageRequest request, ServiceDetail of) {
    FactList facts = new FactList().text("Speaks", String.join(", ", of.row().protocols()));
    if (!of.owner().kind().isEmpty()) {
      facts.link("Workload", of.owner().name(), Links.workload(request, of.owner()));
    }
    if (!of.row().namespace().isEmpty()) {
      facts.link(
          "Namespace",
          of.row().namespace(),
          request.link("/services?namespace=" + Escape.url(of.row().namespace())));
    }
    String key =
        !of.callers().isEmpty()
            ? of.callers().get(0).to().key()
            : of.callees().isEmpty() ? "" : of.callees().get(0).from().key();
    if (!key.isEmpty()) {
      facts.link("On the map", "neighbours", Links.map(request, key));
    }
    return facts
        .count("Pods, containers or units", of.row().pods())
        .count("Endpoints", of.row().endpoints())
        .region("facts");
  }

  static String note(int shown, int all) {
    return "most requests first"
        + (shown < all ? "; " + Pager.count(shown) + " of " + Pager.count(all) : "");
  }

  static Listing endpoints(String id, List<EndpointRow> rows, String none) {
    List<Column> columns =
        List.of(
            Column.plain("Endpoint", ""),
            Column.plain("Protocol", "lo2"),
            Column.plain("Rate", "n w"),
            Column.plain("Errors", "n"),
            Column.plain("Which", "lo"),
            Column.plain("p50", "n w lo"),
            Column.plain("p95", "n w lo2"),
            Column.plain("p99", "n w"));
    return Listing.of(
        "Endpoints, most requests first",
        columns,
        Table.of(id + "-rows", rows.stream().map(row -> endpoint(id, row)).toList()),
        Empty.html(none, "Nothing was seen in the last 10 minutes."));
  }

  private static Table.Row endpoint(String id, EndpointRow row) {
    Signals signals = row.signals();
    Severity severity = Cells.above(signals.errorShare(), 0.01, 0.05);
    return new Cells(id.equals("served") ? "e-" : "m-", row.key(), "")
        .state(severity, name(row), "")
        .text("protocol", "lo2 mute", row.protocol())
        .number("rate", "", signals.requestsPerSecond(), Quantity.PER_SECOND)
        .number("errors", "", signals.errorShare(), Quantity.SHARE, severity)
        .html("which", "lo mute", failures(row), Double.NaN)
        .number("p50", "lo", signals.p50Seconds(), Quantity.SECONDS)
        .number("p95", "lo2", signals.p95Seconds(), Quantity.SECONDS)
        .number("p99", "", signals.p99Seconds(), Quantity.SECONDS)
        .row();
  }

  private static String name(EndpointRow row) {
    if (row.operation().equals(OTHER) && row.target().equals(OTHER)) {
      return "all others";
    }
    return (row.operation() + ' ' + row.target().replace(OTHER, "(others)")).strip();
  }

  private static String failures(EndpointRow row) {
    String shown =
        row.failures().stream()
            .limit(MOST_FAILURES)
            .map(
                one ->
                    Escape.html(one.status().isEmpty() ? "no answer" : one.status())
                        + ' '
                        + Rate.of(one.perSecond()).html())
            .collect(Collectors.joining(", "));
    int more = row.failures().size() - MOST_FAILURES;
    return shown + (more > 0 ? ", " + more + " more" : "");
  }

  static List<ChartSpec> charts(Signals now) {
    return List.of(
        ChartSpec.of(
            "c-requests",
            "Requests",
            "k-net",
            now.requestsPerSecond(),
            "",
            Line.of("all", Metric.REQUESTS, now.requestsPerSecond())),
        ChartSpec.of(
            "c-errors",
            "Errors",
            "k-crit",
            now.errorShare(),
            Rate.of(now.errorsPerSecond()).text(),
            Line.of("of all requests", Metric.ERROR_SHARE, now.errorShare())),
        ChartSpec.of(
            "c-latency",
            "Latency",
            "k-text",
            now.p99Seconds(),
            "p99",
            Line.of("p99", Metric.DURATION_P99, now.p99Seconds()),
            Line.of("p95", Metric.DURATION_P95, now.p95Seconds()),
            Line.of("p50", Metric.DURATION_P50, now.p50Seconds())));
  }

  /** CPU of what runs the service: the first thing that it runs out of. */
  static ChartSpec saturation(ServiceDetail of) {
    Saturation now = of.row().saturation();
    double share = now.share();
    return ChartSpec.of(
            "c-cpu",
            "Saturation: CPU",
            "k-cpu",
            now.cpuCores(),
            Double.isNaN(share) ? "no limit" : Percent.of(share).text() + " of limit",
            Line.of("user", Metric.CPU_USER, Double.NaN),
            Line.of("system", Metric.CPU_SYSTEM, Double.NaN))
        .stack()
        .limit(now.limitCores())
        .note(new Note("limit", now.limitCores(), Quantity.CORES))
        .nothing(
            of.cpu().isEmpty()
                ? "It runs outside of containers and units, or in several of them without a"
                    + " workload."
                : "");
  }
}
