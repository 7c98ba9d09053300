package dev.nodecast.web.page;

import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import java.util.List;

/** The six numbers on top of a node's page, and the sentence above them. */
final class NodeTiles {
  private NodeTiles() {}

  static List<Region> of(PageContext context, NodeDetail node) {
    NodeRow row = node.row();
    double disk = row.readBytesPerSecond() + row.writeBytesPerSecond();
    return List.of(
        Tile.of(
            "tile-cpu",
            "CPU",
            "#c-cpu",
            Percent.of(row.cpuShare()).html(),
            Svg.spark("k-cpu", "CPU", row.cpuSpark(), row.cpuCount()),
            number(row.cpuCores()) + " of " + Cores.whole(row.cpuCount()).text(),
            Severity.OK),
        Tile.of(
            "tile-memory",
            "Memory",
            "#c-mem",
            Percent.of(row.memoryShare()).html(),
            Svg.spark("k-mem", "Memory", node.sparks().memory(), row.memoryTotalBytes()),
            Bytes.of(node.memoryAvailableBytes()).text() + " available",
            Cells.above(row.memoryShare(), 0.9, 0.95)),
        Tile.of(
            "tile-load",
            "Load",
            "#c-load",
            Figure.of(row.load1m(), Quantity.PLAIN).html(),
            Svg.spark("k-cpu", "Load", node.sparks().load(), 0),
            "1 min; " + Figure.of(node.load15m(), Quantity.PLAIN).text() + " over 15 min",
            Severity.OK),
        Tile.of(
            "tile-pods",
            "Pods",
            "#pods",
            Pager.count(row.pods()),
            "",
            Pager.count(row.processes()) + " processes",
            Severity.OK),
        Tile.of(
            "tile-network",
            "Network",
            "#c-net",
            Rate.bytes(row.rxBytesPerSecond() + row.txBytesPerSecond()).html(),
            Svg.spark("k-net", "Network", node.sparks().network(), 0),
            "received and sent",
            Severity.OK),
        Tile.of(
            "tile-disk",
            "Disk busy",
            "#c-disk",
            Percent.of(node.diskBusyShare()).html(),
            Svg.spark("k-disk", "Disk read and written", node.sparks().disk(), 0),
            Rate.bytes(disk).text() + " read and written",
            Severity.OK));
  }

  /** Measured facts in one sentence, as HTML. */
  static String sentence(NodeDetail node) {
    NodeRow row = node.row();
    return Escape.html(
        "CPU "
            + Percent.of(row.cpuShare()).text()
            + " of "
            + Cores.whole(row.cpuCount()).text()
            + ", memory "
            + Percent.of(row.memoryShare()).text()
            + " of "
            + Bytes.of(row.memoryTotalBytes()).text()
            + ", stalled "
            + Percent.of(row.stalledShare()).text()
            + " of the time.");
  }

  private static String number(double value) {
    return Figure.of(value, Quantity.CORES).number();
  }
}
