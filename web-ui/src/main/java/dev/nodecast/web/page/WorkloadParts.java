package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.chart.Line;
import dev.nodecast.web.chart.Note;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What only a workload's page has: its facts, its usage, what it made, its charts. */
final class WorkloadParts {
  private WorkloadParts() {}

  static String sentence(WorkloadRow row) {
    // What is wrong with the replicas is said already.
    String ready =
        Double.isNaN(row.desired()) || row.health().severity() != Severity.OK
            ? Pager.count(row.pods()) + " pods"
            : Figure.of(row.ready(), Quantity.COUNT).text()
                + " of "
                + Figure.of(row.desired(), Quantity.COUNT).text()
                + (row.owner().kind().equals("Job") ? " completed" : " replicas ready");
    return Escape.html(
        ready
            + "; "
            + Cores.of(row.cpuCores()).text()
            + " and "
            + Bytes.of(row.memoryBytes()).text()
            + " in use.");
  }

  static Region facts(PageRequest request, WorkloadDetail of) {
    FactList facts =
        new FactList()
            .text("Kind", of.row().owner().kind())
            .link(
                "Namespace",
                of.row().owner().namespace(),
                request.link("/workloads?namespace=" + Escape.url(of.row().owner().namespace())))
            .textIfAny("Schedule", of.schedule())
            .textIfAny("Suspended", of.suspended() ? "yes" : "")
            .count("Restarts", of.row().restarts())
            .time("Created", of.row().created(), request)
            .textIfAny("Selector", of.selector());
    for (Map.Entry<String, Long> number : new TreeMap<>(of.numbers()).entrySet()) {
      facts.count(words(number.getKey()), number.getValue());
    }
    return facts.wide("Why", of.message()).labels(of.labels()).region("facts");
  }

  /** {@code updatedReplicas} as words: Updated replicas. */
  static String words(String name) {
    String spaced = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return spaced.isEmpty()
        ? spaced
        : spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
  }

  /** Body of the table: a line of numbers and a bar under it, per resource. */
  static Region usage(WorkloadRow row) {
    Bounds of = row.bounds();
    return Region.of(
        "reslim",
        "tbody",
        "",
        UsageLine.html(
                "CPU",
                "k-cpu",
                row.cpuCores(),
                of.cpuRequestCores(),
                of.cpuLimitCores(),
                Quantity.CORES)
            + UsageLine.html(
                "Memory",
                "k-mem",
                row.memoryBytes(),
                of.memoryRequestBytes(),
                of.memoryLimitBytes(),
                Quantity.BYTES));
  }

  static Listing children(PageRequest request, List<WorkloadDetail.Child> children) {
    List<Column> columns =
        List.of(
            Column.plain("Name", ""),
            Column.plain("State", "lo"),
            Column.plain("Ready", "n"),
            Column.plain("Age", "n w"));
    return Listing.of(
        "What it made, newest first",
        columns,
        Table.of(
            "children-rows",
            children.stream()
                .map(
                    child ->
                        new Cells("wc-", child.kind() + '-' + child.name(), "")
                            .state(child.health().severity(), child.name(), child.kind())
                            .health(child.health(), "lo")
                            .html(
                                "ready",
                                "n",
                                Replicas.html(child.ready(), child.desired()),
                                Double.NaN)
                            .html("age", "n", Ago.of(child.created(), request.now()), Double.NaN)
                            .row())
                .toList()),
        Empty.html("Nothing in between", "It makes its pods itself, or has made none yet."));
  }

  static List<ChartSpec> charts(WorkloadRow row) {
    Bounds of = row.bounds();
    return List.of(
        ChartSpec.of(
                "c-cpu",
                "CPU",
                "k-cpu",
                row.cpuCores(),
                share(row.cpuCores(), of.cpuLimitCores(), of.cpuRequestCores()),
                Line.of("user", Metric.CPU_USER, Double.NaN),
                Line.of("system", Metric.CPU_SYSTEM, Double.NaN))
            .stack()
            .limit(of.cpuLimitCores())
            .note(
                new Note("limit", of.cpuLimitCores(), Quantity.CORES),
                new Note("request", of.cpuRequestCores(), Quantity.CORES)),
        ChartSpec.of(
                "c-mem",
                "Memory",
                "k-mem",
                row.memoryBytes(),
                share(row.memoryBytes(), of.memoryLimitBytes(), of.memoryRequestBytes()),
                Line.of("working set", Metric.MEMORY_USED, row.memoryBytes()))
            .limit(of.memoryLimitBytes())
            .note(
                new Note("limit", of.memoryLimitBytes(), Quantity.BYTES),
                new Note("request", of.memoryRequestBytes(), Quantity.BYTES)),
        ChartSpec.of(
            "c-throttle",
            "CPU throttled",
            "k-warn",
            row.throttledShare(),
            "of all periods",
            Line.of("throttled", Metric.CPU_THROTTLED, row.throttledShare())),
        ChartSpec.of(
            "c-pids",
            "Tasks",
            "k-cpu",
            Double.NaN,
            "processes and threads",
            Line.of("tasks", Metric.PIDS, Double.NaN)));
  }

  private static String share(double used, double limit, double request) {
    return !Double.isNaN(limit)
        ? Percent.of(used / limit).text() + " of limit"
        : !Double.isNaN(request)
            ? Percent.of(used / request).text() + " of request"
            : "no request, no limit";
  }
}
