package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.WorkloadRow;
import java.util.ArrayList;
import java.util.List;

/** What makes pods: ready, usage against requests and limits, restarts. */
public final class WorkloadsPage implements Page {
  static final String ROWS = "workloads-rows";

  static final List<Sort> SORTS =
      List.of(
          Sort.HEALTH,
          Sort.NAME,
          Sort.KIND,
          Sort.NAMESPACE,
          Sort.READY,
          Sort.PODS,
          Sort.CPU,
          Sort.MEMORY,
          Sort.THROTTLED,
          Sort.RESTARTS,
          Sort.AGE);

  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    RowQuery query = context.rows(SORTS, ROWS);
    Rows<WorkloadRow> workloads = context.reads().workloads(query);
    Listing listing = listing(request, workloads, query);
    Region states = Region.of("states", "span", "states", States.html(context.shell().workloads()));
    Region pager = Pager.region(request, workloads, query.pageSize());
    List<Part> parts = new ArrayList<>(List.of(states));
    parts.addAll(listing.parts());
    parts.add(pager);
    return new View(
        200,
        "Workloads",
        "workloads",
        new StaticTemplates()
            .pageList(
                Head.of(context, "Workloads", states),
                Filters.of(request, "Name, namespace or kind", query).byNamespace().byKind(),
                listing,
                pager),
        parts);
  }

  private static Listing listing(PageRequest request, Rows<WorkloadRow> workloads, RowQuery query) {
    Heads heads = new Heads(request, SORTS, true);
    List<Column> columns =
        List.of(
            heads.column(Sort.NAME, "Workload", ""),
            heads.column(Sort.HEALTH, "State", "lo"),
            heads.column(Sort.READY, "Ready", "n"),
            heads.column(Sort.CPU, "CPU", "n w"),
            Column.hidden("CPU beside request and limit", "lo2"),
            Column.plain("Request / limit", "n lo2"),
            heads.column(Sort.MEMORY, "Memory", "n w"),
            Column.hidden("Memory beside request and limit", "lo2"),
            Column.plain("Request / limit", "n lo2"),
            heads.column(Sort.THROTTLED, "Throttled", "n lo"),
            heads.column(Sort.RESTARTS, "Restarts", "n lo"),
            heads.column(Sort.AGE, "Age", "n lo2"));
    Table table =
        new Table(
            ROWS,
            query.sort().byValue(),
            workloads.wanted(),
            workloads.rows().stream().map(row -> row(request, row)).toList());
    return Listing.of("Workloads", columns, table, none(request, workloads));
  }

  private static String none(PageRequest request, Rows<WorkloadRow> workloads) {
    boolean filtered =
        workloads.total() > 0
            && (!request.kind().isEmpty()
                || !request.namespace().isEmpty()
                || request.severity() != Severity.OK);
    return filtered
        ? Empty.html(
            "No workload matches",
            Pager.count(workloads.total()) + " workloads are known. Clear the filter to see them.")
        : Empty.list(
            "workloads",
            request.search(),
            workloads.total(),
            "No Kubernetes API server told of one. Outside of a cluster this list stays empty.");
  }

  private static Table.Row row(PageRequest request, WorkloadRow row) {
    Severity severity = row.health().severity();
    Bounds bounds = row.bounds();
    double memory = row.memoryBytes() / bounds.memoryLimitBytes();
    return new Cells("w-", row.key(), severity == Severity.UNKNOWN ? "old" : "")
        .name(
            severity,
            row.owner().name(),
            Links.workload(request, row.owner()),
            row.owner().kind() + " in " + row.owner().namespace())
        .health(row.health(), "lo")
        .html("ready", "n " + shortOf(row), Replicas.html(row.ready(), row.desired()), Double.NaN)
        .number("cpu", "", row.cpuCores(), Quantity.CORES)
        .html("cpu-bar", "lo2", Bars.cpu(row.cpuCores(), bounds), Double.NaN)
        .html("cpu-bounds", "n mute lo2", Limits.cpu(bounds), Double.NaN)
        .number("memory", "", row.memoryBytes(), Quantity.BYTES, Cells.above(memory, 0.9, 0.97))
        .html("memory-bar", "lo2", Bars.memory(row.memoryBytes(), bounds), Double.NaN)
        .html("memory-bounds", "n mute lo2", Limits.memory(bounds), Double.NaN)
        .number(
            "throttled",
            "lo",
            row.throttledShare(),
            Quantity.SHARE,
            Cells.above(row.throttledShare(), 0.1, 2))
        .count("restarts", "lo", row.restarts())
        .html("age", "n lo2", Ago.of(row.created(), request.now()), Double.NaN)
        .row();
  }

  /** Only what is wrong is coloured. */
  private static String shortOf(WorkloadRow row) {
    return row.ready() < row.desired() ? Cells.tone(row.health().severity()) : "";
  }
}
