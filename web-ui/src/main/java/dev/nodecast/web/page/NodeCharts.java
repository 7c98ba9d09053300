package dev.nodecast.web.page;

import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.chart.Line;
import dev.nodecast.web.chart.Note;
import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Pressure;
import dev.nodecast.web.read.Quantity;
import java.util.List;

/** The charts of a node; the page adds the map of its CPUs. */
final class NodeCharts {
  private NodeCharts() {}

  static List<ChartSpec> of(NodeDetail node) {
    return List.of(
        cpu(node), memory(node), pressure(node), load(node), disk(node), network(node), tcp(node));
  }

  private static ChartSpec cpu(NodeDetail node) {
    NodeRow row = node.row();
    return ChartSpec.of(
            "c-cpu",
            "CPU",
            "k-cpu",
            row.cpuCores(),
            Percent.of(row.cpuShare()).text() + " of " + Cores.whole(row.cpuCount()).text(),
            Line.of("user", Metric.CPU_USER, node.cpuUserCores()),
            Line.of("system", Metric.CPU_SYSTEM, node.cpuSystemCores()),
            Line.of("I/O wait", Metric.CPU_IOWAIT, node.cpuIoWaitCores()))
        .stack()
        .limit(row.cpuCount())
        .note(new Note("steal", node.cpuStealCores(), Quantity.CORES));
  }

  private static ChartSpec memory(NodeDetail node) {
    NodeRow row = node.row();
    return ChartSpec.of(
            "c-mem",
            "Memory",
            "k-mem",
            row.memoryUsedBytes(),
            Percent.of(row.memoryShare()).text() + " of " + Bytes.of(row.memoryTotalBytes()).text(),
            Line.of("used", Metric.MEMORY_USED, row.memoryUsedBytes()),
            Line.of("cache", Metric.MEMORY_CACHED, node.memoryCachedBytes()))
        .limit(row.memoryTotalBytes())
        .note(
            new Note("available", node.memoryAvailableBytes(), Quantity.BYTES),
            new Note("swap", node.swapUsedBytes(), Quantity.BYTES));
  }

  private static ChartSpec pressure(NodeDetail node) {
    return stalled(node.pressure());
  }

  /** Also for pods. */
  static ChartSpec stalled(Pressure pressure) {
    return ChartSpec.of(
            "c-psi",
            "Stalled time",
            "k-disk",
            pressure.worst(),
            "some task waiting",
            Line.of("I/O", Metric.PRESSURE_IO, pressure.ioSome()),
            Line.of("CPU", Metric.PRESSURE_CPU, pressure.cpuSome()),
            Line.of("memory", Metric.PRESSURE_MEMORY, pressure.memorySome()))
        .note(
            new Note("all waiting: I/O", pressure.ioFull(), Quantity.SHARE),
            new Note("memory", pressure.memoryFull(), Quantity.SHARE));
  }

  private static ChartSpec load(NodeDetail node) {
    return ChartSpec.of(
            "c-load",
            "Load",
            "k-cpu",
            node.row().load1m(),
            "1 min average",
            Line.of("load", Metric.LOAD_1M, node.row().load1m()),
            Line.of("running", Metric.RUNNING, node.running()),
            Line.of("blocked", Metric.BLOCKED, node.blocked()))
        .limit(node.row().cpuCount())
        .note(
            new Note("switches", node.contextSwitchesPerSecond(), Quantity.PER_SECOND),
            new Note("forks", node.forksPerSecond(), Quantity.PER_SECOND));
  }

  private static ChartSpec disk(NodeDetail node) {
    NodeRow row = node.row();
    return ChartSpec.of(
            "c-disk",
            "Disk",
            "k-disk",
            row.readBytesPerSecond() + row.writeBytesPerSecond(),
            "all disks",
            Line.of("written", Metric.WRITE_BYTES, row.writeBytesPerSecond()),
            Line.of("read", Metric.READ_BYTES, row.readBytesPerSecond()))
        .note(
            new Note("busy", node.diskBusyShare(), Quantity.SHARE),
            new Note("major faults", node.majorFaultsPerSecond(), Quantity.PER_SECOND));
  }

  private static ChartSpec network(NodeDetail node) {
    NodeRow row = node.row();
    return ChartSpec.of(
            "c-net",
            "Network",
            "k-net",
            row.rxBytesPerSecond() + row.txBytesPerSecond(),
            "all interfaces",
            Line.of("received", Metric.RX_BYTES, row.rxBytesPerSecond()),
            Line.of("sent", Metric.TX_BYTES, row.txBytesPerSecond()))
        .note(new Note("listen drops", node.listenDropsPerSecond(), Quantity.PER_SECOND));
  }

  private static ChartSpec tcp(NodeDetail node) {
    return ChartSpec.of(
            "c-tcp",
            "TCP",
            "k-net",
            node.row().retransmitShare(),
            Pager.count(Math.round(node.tcpSockets())) + " sockets",
            Line.of("retransmitted segments", Metric.TCP_RETRANSMITS, node.row().retransmitShare()))
        .note(
            new Note("retransmits", node.tcpRetransmitsPerSecond(), Quantity.PER_SECOND),
            new Note("resets", node.tcpResetsPerSecond(), Quantity.PER_SECOND));
  }
}
