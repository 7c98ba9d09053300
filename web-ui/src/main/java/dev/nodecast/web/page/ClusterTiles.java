package dev.nodecast.web.page;

import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.ClusterRoom;
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
    ClusterRoom room = cluster.room();
    return List.of(
        counts(context, "nodes", "Nodes", "/nodes", cluster.nodes(), "healthy", ""),
        counts(context, "pods", "Pods", "/pods", cluster.pods(), "healthy", ""),
        Tile.of(
            "tile-network",
            "Network",
            "",
            Rate.bytes(cluster.rxBytesPerSecond() + cluster.txBytesPerSecond()).html(),
            Svg.spark("k-net", "network", cluster.networkSpark(), 0),
            "received and sent",
            Severity.OK),
        room.known()
            ? counts(
                context,
                "workloads",
                "Workloads",
                "/workloads",
                room.workloads(),
                "healthy",
                "All replicas are ready")
            : Tile.of(
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
        counts(context, "agents", "Agents", "/status", agents, "live", ""));
  }

  /** Pods by phase and nodes that are ready, as Kubernetes has them. */
  static Region phases(ClusterRoom room) {
    StringBuilder text = new StringBuilder();
    for (String phase : List.of("Running", "Pending", "Failed", "Unknown", "Succeeded")) {
      int count = room.phases().getOrDefault(phase, 0);
      if (count > 0) {
        text.append(text.isEmpty() ? "Pods: " : ", ").append(Pager.count(count));
        text.append(' ').append(phase);
      }
    }
    text.append(text.isEmpty() ? "" : ". ").append("Nodes: ");
    text.append(Pager.count(room.nodesReady())).append(" of ");
    text.append(Pager.count(room.nodes())).append(" ready.");
    return Region.of("phases", "p", "pad", room.known() ? text.toString() : "");
  }

  /** Only the number is coloured: it is what is wrong. */
  private static String ooms(double kills) {
    String html = Figure.of(kills, Quantity.COUNT).html();
    return kills > 0 ? "<span class=\"warn-t\">" + html + "</span>" : html;
  }

  private static Region counts(
      PageContext context,
      String id,
      String title,
      String path,
      Counts counts,
      String word,
      String fine) {
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
        counts.ok() == counts.total()
            ? "<p" + (fine.isEmpty() ? "" : " class=\"mute\"") + ">" + fine + "</p>"
            : "<p>" + states + "</p>");
  }

  /** What Nodecast cannot see of the cluster, and what to do about it; takes no room otherwise. */
  static Region problems(ClusterSummary cluster) {
    StringBuilder html = new StringBuilder();
    for (String problem : cluster.room().problems()) {
      html.append("<span>").append(Escape.html(problem)).append("</span>");
    }
    return html.isEmpty()
        ? Region.of("problems", "section", "slot", "")
        : Region.of(
            "problems",
            "section",
            "banner warn",
            "<span class=\"st warn\">Parts of the cluster are not seen</span>" + html);
  }

  /** Used of what exists, as lines of a table with a bar under each. */
  static Region capacity(ClusterSummary cluster) {
    if (cluster.room().known()) {
      return RoomTable.of(
          cluster.room().cpu().withUsed(cluster.cpuUsedCores()),
          cluster.room().memory().withUsed(cluster.memoryUsedBytes()),
          cluster.room().pods());
    }
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
