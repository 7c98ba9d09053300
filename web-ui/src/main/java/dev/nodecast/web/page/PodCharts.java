package dev.nodecast.web.page;

import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.chart.Line;
import dev.nodecast.web.chart.Note;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Quantity;
import java.util.List;

/** The charts of a pod. */
final class PodCharts {
  private PodCharts() {}

  static List<ChartSpec> of(PodDetail pod) {
    return List.of(
        cpu(pod),
        memory(pod),
        throttled(pod),
        NodeCharts.stalled(pod.pressure()),
        network(pod.row()),
        disk(pod.row()),
        faults(pod),
        pids(pod));
  }

  private static ChartSpec cpu(PodDetail pod) {
    PodRow row = pod.row();
    return ChartSpec.of(
            "c-cpu",
            "CPU",
            "k-cpu",
            row.cpuCores(),
            ofLimit(row.cpuCores(), row.cpuLimitCores()),
            Line.of("user", Metric.CPU_USER, pod.cpuUserCores()),
            Line.of("system", Metric.CPU_SYSTEM, pod.cpuSystemCores()))
        .stack()
        .limit(row.cpuLimitCores())
        .note(new Note("limit", row.cpuLimitCores(), Quantity.CORES));
  }

  private static ChartSpec memory(PodDetail pod) {
    PodRow row = pod.row();
    return ChartSpec.of(
            "c-mem",
            "Memory",
            "k-mem",
            row.memoryBytes(),
            ofLimit(row.memoryBytes(), row.memoryLimitBytes()),
            Line.of("working set", Metric.MEMORY_USED, row.memoryBytes()),
            Line.of("cache", Metric.MEMORY_CACHED, pod.memoryFileBytes()))
        .limit(row.memoryLimitBytes())
        .note(
            new Note("limit", row.memoryLimitBytes(), Quantity.BYTES),
            new Note("peak", pod.memoryPeakBytes(), Quantity.BYTES),
            new Note("OOM kills", pod.oomKills(), Quantity.COUNT));
  }

  private static ChartSpec throttled(PodDetail pod) {
    return ChartSpec.of(
            "c-throttle",
            "CPU throttled",
            "k-warn",
            pod.row().throttledShare(),
            "of all periods",
            Line.of("throttled", Metric.CPU_THROTTLED, pod.row().throttledShare()))
        .note(new Note("lost per second", pod.throttledSecondsPerSecond(), Quantity.SECONDS));
  }

  private static ChartSpec network(PodRow row) {
    return ChartSpec.of(
        "c-net",
        "Network",
        "k-net",
        row.rxBytesPerSecond() + row.txBytesPerSecond(),
        "all interfaces",
        Line.of("received", Metric.RX_BYTES, row.rxBytesPerSecond()),
        Line.of("sent", Metric.TX_BYTES, row.txBytesPerSecond()));
  }

  private static ChartSpec disk(PodRow row) {
    return ChartSpec.of(
        "c-disk",
        "Disk",
        "k-disk",
        row.readBytesPerSecond() + row.writeBytesPerSecond(),
        "all devices",
        Line.of("written", Metric.WRITE_BYTES, row.writeBytesPerSecond()),
        Line.of("read", Metric.READ_BYTES, row.readBytesPerSecond()));
  }

  private static ChartSpec faults(PodDetail pod) {
    return ChartSpec.of(
            "c-faults",
            "Major page faults",
            "k-mem",
            pod.majorFaultsPerSecond(),
            "read from disk",
            Line.of("faults", Metric.MAJOR_FAULTS, pod.majorFaultsPerSecond()))
        .note(new Note("swap", pod.swapBytes(), Quantity.BYTES));
  }

  private static ChartSpec pids(PodDetail pod) {
    return ChartSpec.of(
            "c-pids",
            "Tasks",
            "k-cpu",
            pod.pids(),
            ofLimit(pod.pids(), pod.pidsLimit()),
            Line.of("processes and threads", Metric.PIDS, pod.pids()))
        .limit(pod.pidsLimit())
        .note(new Note("limit", pod.pidsLimit(), Quantity.COUNT));
  }

  private static String ofLimit(double used, double limit) {
    return Double.isNaN(limit) ? "no limit" : Percent.of(used / limit).text() + " of limit";
  }
}
