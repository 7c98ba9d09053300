package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Saturation;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import dev.nodecast.web.read.Sort;
import java.util.ArrayList;
import java.util.List;

/** What answers requests: rate, errors and durations, as the kernel saw them. */
public final class ServicesPage implements Page {
  static final String ROWS = "services-rows";

  static final List<Sort> SORTS =
      List.of(
          Sort.HEALTH,
          Sort.NAME,
          Sort.NAMESPACE,
          Sort.PROTOCOL,
          Sort.RATE,
          Sort.ERRORS,
          Sort.P50,
          Sort.P95,
          Sort.P99,
          Sort.CPU,
          Sort.THROTTLED,
          Sort.ENDPOINTS,
          Sort.PODS);

  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    RowQuery query =
        context.rows(SORTS, ROWS).withScope(new Scope(request.namespace(), request.protocol(), ""));
    Services services = context.reads().services(query);
    Rows<ServiceRow> rows = services.rows();
    List<Region> tiles = ServiceTiles.of(services);
    Listing listing = listing(request, services, query);
    Region states = Region.of("states", "span", "states", States.html(services.counts()));
    String missing = services.rows().total() == 0 ? "" : off(services.off(), services.offNodes());
    Region off = Region.of("services-off", "div", "slot", missing);
    Region pager = Pager.region(request, rows, query.pageSize());
    List<Part> parts = new ArrayList<>(List.of(states, off));
    parts.addAll(tiles);
    parts.addAll(listing.parts());
    parts.add(pager);
    return new View(
        200,
        "Services",
        "services",
        new StaticTemplates()
            .pageServices(
                Head.of(context, "Services", states),
                off,
                tiles,
                Filters.of(request, "Service, namespace or protocol", query)
                    .byNamespace()
                    .byProtocol(services.protocols(), request.protocol()),
                listing,
                pager),
        parts);
  }

  /** Of nodes that see no requests, when others do: what is listed is not all there is. */
  static String off(List<Missing> some, int all) {
    if (all == 0) {
      return "";
    }
    String nodes = all == 1 ? "1 node does" : all + " nodes do";
    return "<p class=\"verdict idle\"><span class=\"st idle\">"
        + nodes
        + " not see requests</span><span>"
        + Escape.html(reasons(some, all))
        + "</span></p>";
  }

  static String reasons(List<Missing> some, int all) {
    StringBuilder text = new StringBuilder();
    for (Missing one : some) {
      text.append(text.isEmpty() ? "" : "; ").append(one.what()).append(": ").append(one.why());
    }
    return text.append(all > some.size() ? "; …" : "").toString();
  }

  private static Listing listing(PageRequest request, Services services, RowQuery query) {
    Heads heads = new Heads(request, SORTS, true);
    List<Column> columns =
        List.of(
            heads.column(Sort.NAME, "Service", ""),
            heads.column(Sort.PROTOCOL, "Speaks", "lo2"),
            Column.plain("Requests", "lo"),
            heads.column(Sort.RATE, "Rate", "n w"),
            Column.plain("Failures", "lo3"),
            heads.column(Sort.ERRORS, "Errors", "n"),
            heads.column(Sort.P50, "p50", "n w lo"),
            heads.column(Sort.P95, "p95", "n w lo2"),
            heads.column(Sort.P99, "p99", "n w"),
            Column.plain("p99 trend", "lo"),
            heads.column(Sort.CPU, "CPU of limit", "n lo"),
            heads.column(Sort.THROTTLED, "Throttled", "n lo2"),
            heads.column(Sort.ENDPOINTS, "Endpoints", "n lo3"),
            heads.column(Sort.PODS, "Pods", "n lo3"));
    Table table =
        new Table(
            ROWS,
            query.sort().byValue(),
            services.rows().wanted(),
            services.rows().rows().stream().map(row -> row(request, row)).toList());
    return Listing.of("Services", columns, table, none(services));
  }

  private static String none(Services services) {
    int total = services.rows().total();
    if (total > 0) {
      return Empty.html(
          "No service matches",
          Pager.count(total) + " services are known. Clear the filter to see them.");
    }
    return services.offNodes() > 0
        ? Empty.html("Requests are not measured", reasons(services.off(), services.offNodes()))
        : Empty.html(
            "No requests seen",
            "Nothing spoke a protocol that is known since the agents started. A request shows here"
                + " within 3 s.");
  }

  static Table.Row row(PageRequest request, ServiceRow row) {
    Severity severity = row.health().severity();
    Signals signals = row.signals();
    String where = row.namespace().isEmpty() ? "" : row.namespace();
    String small = row.server() ? where : where + (where.isEmpty() ? "" : ", ") + "client only";
    double throttled = row.saturation().throttledShare();
    return new Cells("s-", row.key(), severity == Severity.UNKNOWN ? "old" : "")
        .name(severity, row.name(), Links.service(request, row.key()), small)
        .text("speaks", "lo2 mute", String.join(", ", row.protocols()))
        .spark("requests", "lo", "k-net", row.name() + " requests", row.sparks().requests(), 0)
        .number("rate", "", signals.requestsPerSecond(), Quantity.PER_SECOND)
        .spark("failures", "lo3", "k-crit", row.name() + " failures", row.sparks().errors(), 0)
        .number("errors", "", signals.errorShare(), Quantity.SHARE, wrong(severity))
        .number("p50", "lo", signals.p50Seconds(), Quantity.SECONDS)
        .number("p95", "lo2", signals.p95Seconds(), Quantity.SECONDS)
        .number("p99", "", signals.p99Seconds(), Quantity.SECONDS)
        .spark("p99-trend", "lo", "k-text", row.name() + " p99", row.sparks().p99(), 0)
        .html("cpu", Cells.join("n lo", tone(row.saturation())), cpu(row.saturation()), Double.NaN)
        .number("throttled", "lo2", throttled, Quantity.SHARE, Cells.above(throttled, 0.05, 0.25))
        .count("endpoints", "lo3", row.endpoints())
        .count("pods", "lo3", row.pods())
        .row();
  }

  /** Without a limit there is no share: then the cores. */
  private static String cpu(Saturation of) {
    return Double.isNaN(of.share())
        ? Figure.of(of.cpuCores(), Quantity.CORES).html()
        : Figure.of(of.share(), Quantity.SHARE).html();
  }

  private static String tone(Saturation of) {
    return Cells.tone(Cells.above(of.share(), 0.8, 0.95));
  }

  /** What is wrong with a service is its errors; one without data is not. */
  private static Severity wrong(Severity severity) {
    return severity == Severity.UNKNOWN ? Severity.OK : severity;
  }
}
