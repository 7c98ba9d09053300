package dev.nodecast.web.page;

import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
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
    String html =
        line("CPU", "k-cpu", row.cpuCores(), row.cpuLimitCores(), Quantity.CORES)
            + line("Memory", "k-mem", row.memoryBytes(), row.memoryLimitBytes(), Quantity.BYTES)
            + line("Tasks", "k-cpu", pod.pids(), pod.pidsLimit(), Quantity.COUNT);
    return Region.of("reslim", "tbody", "", html);
  }

  private static String line(
      String name, String colour, double used, double limit, Quantity quantity) {
    double share = used / limit;
    String label =
        name
            + ": used "
            + Figure.of(used, quantity).text()
            + ", limit "
            + Figure.of(limit, quantity).text();
    String width = Svg.width(share, 99);
    return "<tr><th scope=\"row\">"
        + name
        + "</th><td class=\"n\">"
        + Figure.of(used, quantity).html()
        + "</td><td class=\"n\">"
        + Figure.of(limit, quantity).html()
        + "</td><td class=\"n\">"
        + Percent.of(share).html()
        + "</td></tr><tr class=\"b\"><td colspan=\"4\"><svg class=\"bullet "
        + colour
        + "\" viewBox=\"0 0 100 14\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
        + Escape.html(label)
        + "\"><rect class=\"track\" width=\"100\" height=\"14\"/>"
        + (width.equals("0")
            ? ""
            : "<rect class=\"use\" y=\"4\" width=\"" + width + "\" height=\"6\"/>")
        + (Double.isNaN(limit) ? "" : "<rect class=\"lim\" x=\"99.4\" width=\".6\" height=\"14\"/>")
        + "</svg></td></tr>";
  }

  static Listing containers(List<ContainerRow> containers) {
    List<Column> columns =
        List.of(
            Column.plain("Container", ""),
            Column.plain("State", "lo"),
            Column.plain("CPU", "n w"),
            Column.plain("Memory", "n w"),
            Column.plain("Peak", "n w lo"),
            Column.plain("Limits", "n lo2"),
            Column.plain("Throttled", "n lo"),
            Column.plain("Tasks", "n lo"),
            Column.plain("OOM kills", "n"));
    return Listing.of(
        "Containers",
        columns,
        Table.of("containers-rows", containers.stream().map(PodParts::row).toList()),
        Empty.html("No containers", "Nothing runs in this pod's cgroup."));
  }

  private static Table.Row row(ContainerRow one) {
    double memory = one.memoryBytes() / one.memoryLimitBytes();
    String id = one.id().length() > 12 ? one.id().substring(0, 12) : one.id();
    return new Cells("ct-", one.name() + '-' + id, "")
        .state(one.health().severity(), one.name(), id)
        .health(one.health(), "lo")
        .number("cpu", "", one.cpuCores(), Quantity.CORES)
        .number("memory", "", one.memoryBytes(), Quantity.BYTES, Cells.above(memory, 0.9, 0.97))
        .number("peak", "lo", one.memoryPeakBytes(), Quantity.BYTES)
        .html(
            "limits", "n lo2", Limits.html(one.cpuLimitCores(), one.memoryLimitBytes()), Double.NaN)
        .number("throttled", "lo", one.throttledShare(), Quantity.SHARE)
        .count("pids", "lo", one.pids())
        .number(
            "ooms",
            "",
            one.oomKills(),
            Quantity.COUNT,
            one.oomKills() > 0 ? Severity.CRITICAL : Severity.OK)
        .row();
  }
}
