package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.ContainerFacts;
import dev.nodecast.web.read.ContainerRow;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import java.util.List;

/** What only a pod's page has: usage beside limits, and its containers. */
final class PodParts {
  private PodParts() {}

  static String sentence(PodDetail pod) {
    PodRow row = pod.row();
    String memory =
        Double.isNaN(row.memoryLimitBytes())
            ? " in use, no memory limit"
            : " of its " + Bytes.of(row.memoryLimitBytes()).text() + " limit in use";
    String throttled =
        Double.isNaN(row.throttledShare())
            ? "."
            : "; throttled " + Percent.of(row.throttledShare()).text() + " of periods.";
    return Escape.html(
        Cores.of(row.cpuCores()).text()
            + " and "
            + Bytes.of(row.memoryBytes()).text()
            + memory
            + throttled);
  }

  /** Body of the table: a line of numbers and a bar under it, per resource. */
  static Region usage(PodDetail pod) {
    PodRow row = pod.row();
    Bounds of = PodsPage.bounds(row);
    String html =
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
                Quantity.BYTES)
            + UsageLine.html(
                "Tasks", "k-cpu", pod.pids(), Double.NaN, pod.pidsLimit(), Quantity.COUNT);
    return Region.of("reslim", "tbody", "", html);
  }

  static Listing containers(PageRequest request, List<ContainerRow> containers) {
    List<Column> columns =
        List.of(
            Column.plain("Container", ""),
            Column.plain("State", "lo"),
            Column.plain("CPU", "n w"),
            Column.plain("Memory", "n w"),
            Column.plain("Peak", "n w lo"),
            Column.plain("Request / limit", "n lo2"),
            Column.plain("Throttled", "n lo"),
            Column.plain("Tasks", "n lo"),
            Column.plain("OOM kills", "n"),
            Column.plain("Restarts", "n"),
            Column.plain("Last end", "lo"));
    return Listing.of(
        "Containers",
        columns,
        Table.of("containers-rows", containers.stream().map(one -> row(request, one)).toList()),
        Empty.html("No containers", "Nothing runs in this pod's cgroup."));
  }

  private static Table.Row row(PageRequest request, ContainerRow one) {
    ContainerFacts facts = one.facts();
    Bounds bounds =
        new Bounds(
            facts.bounds().cpuRequestCores(),
            one.cpuLimitCores(),
            facts.bounds().memoryRequestBytes(),
            one.memoryLimitBytes());
    double memory = one.memoryBytes() / one.memoryLimitBytes();
    String id = one.id().length() > 12 ? one.id().substring(0, 12) : one.id();
    return new Cells("ct-", one.name() + '-' + id, "")
        .state(one.health().severity(), one.name(), facts.image().isEmpty() ? id : facts.image())
        .health(one.health(), "lo")
        .number("cpu", "", one.cpuCores(), Quantity.CORES)
        .number("memory", "", one.memoryBytes(), Quantity.BYTES, Cells.above(memory, 0.9, 0.97))
        .number("peak", "lo", one.memoryPeakBytes(), Quantity.BYTES)
        .html("limits", "n lo2", Limits.both(bounds), Double.NaN)
        .number("throttled", "lo", one.throttledShare(), Quantity.SHARE)
        .count("pids", "lo", one.pids())
        .number(
            "ooms",
            "",
            one.oomKills(),
            Quantity.COUNT,
            one.oomKills() > 0 ? Severity.CRITICAL : Severity.OK)
        .count("restarts", "", facts.restarts())
        .text("last", "lo", PodFactsPanel.ending(facts.last(), request))
        .row();
  }
}
