package dev.nodecast.web.page;

import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import java.util.List;

/** The numbers on top of the cluster, and its room. */
final class ClusterTiles {
  private ClusterTiles() {}

  static List<Region> of(PageContext context, ClusterSummary cluster) {
    Counts agents = cluster.agents();
    double disk = cluster.readBytesPerSecond() + cluster.writeBytesPerSecond();
    return List.of(
        counts(context, "nodes", "Nodes", "/nodes", cluster.nodes(), "healthy"),
        counts(context, "pods", "Pods", "/pods", cluster.pods(), "healthy"),
        Tile.of(
            "tile-network",
            "Network",
            "",
            Rate.bytes(cluster.rxBytesPerSecond() + cluster.txBytesPerSecond()).html(),
            Svg.spark("k-net", "network", cluster.networkSpark(), 0),
            "received and sent",
            Severity.OK),
        Tile.of(
            "tile-disk",
            "Disk",
            "",
            Rate.bytes(disk).html(),
            Svg.spark("k-disk", "disk", cluster.diskSpark(), 0),
            "read and written",
            Severity.OK),
        Tile.of(
            "tile-oom",
            "OOM kills, 1 h",
            "",
            ooms(cluster.oomKills()),
            "",
            "in " + Pager.count(cluster.containers()) + " containers",
            Severity.OK),
        counts(context, "agents", "Agents", "/status", agents, "live"));
  }

  /** Only the number is coloured: it is what is wrong. */
  private static String ooms(double kills) {
    String html = Figure.of(kills, Quantity.COUNT).html();
    return kills > 0 ? "<span class=\"warn-t\">" + html + "</span>" : html;
  }

  private static Region counts(
      PageContext context, String id, String title, String path, Counts counts, String word) {
    String states = States.compact(counts);
    return Tile.html(
        "tile-" + id,
        title,
        context.request().link(path),
        Pager.count(word.equals("live") ? counts.live() : counts.ok())
            + "<span class=\"u\">of "
            + Pager.count(counts.total())
            + ' '
            + word
            + "</span>",
        "",
        "<p>" + (counts.ok() == counts.total() ? "" : states) + "</p>");
  }

  /** Used of what exists, as lines of a table with a bar under each. */
  static Region capacity(ClusterSummary cluster) {
    String html =
        line(
                "CPU",
                "k-cpu",
                Cores.of(cluster.cpuUsedCores()),
                Cores.whole(cluster.cpuTotalCores()),
                cluster.cpuUsedCores() / cluster.cpuTotalCores())
            + line(
                "Memory",
                "k-mem",
                Bytes.of(cluster.memoryUsedBytes()),
                Bytes.of(cluster.memoryTotalBytes()),
                cluster.memoryUsedBytes() / cluster.memoryTotalBytes())
            + line(
                "Filesystems",
                "k-disk",
                Bytes.of(cluster.diskUsedBytes()),
                Bytes.of(cluster.diskTotalBytes()),
                cluster.diskUsedBytes() / cluster.diskTotalBytes());
    return Region.of("capacity", "tbody", "", html);
  }

  private static String line(String name, String colour, Figure used, Figure total, double share) {
    String width = Svg.width(share, 100);
    return "<tr><th scope=\"row\">"
        + name
        + "</th><td class=\"n\">"
        + used.html()
        + "</td><td class=\"n\">"
        + Percent.of(share).html()
        + "</td><td class=\"n\">"
        + total.html()
        + "</td></tr><tr class=\"b\"><td colspan=\"4\"><svg class=\"bullet "
        + colour
        + "\" viewBox=\"0 0 100 14\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
        + name
        + ": "
        + Percent.of(share).text()
        + " used\"><rect class=\"track\" width=\"100\" height=\"14\"/>"
        + (width.equals("0")
            ? ""
            : "<rect class=\"use\" y=\"4\" width=\"" + width + "\" height=\"6\"/>")
        + "</svg></td></tr>";
  }
}
