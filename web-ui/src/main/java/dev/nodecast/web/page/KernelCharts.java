package dev.nodecast.web.page;

import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.chart.Line;
import dev.nodecast.web.chart.Note;
import dev.nodecast.web.read.KernelDetail;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Charts of what kernel programs see, for pods and nodes alike. */
final class KernelCharts {
  private final KernelDetail kernel;

  private KernelCharts(KernelDetail kernel) {
    this.kernel = kernel;
  }

  /** All that there are: history is asked for them before it is known which are shown. */
  static List<ChartSpec> of(KernelDetail kernel) {
    List<ChartSpec> all = new ArrayList<>();
    new KernelCharts(kernel).byGroup().values().forEach(all::addAll);
    return all;
  }

  /** Those that are measured now, or were in the range: for the others the page says why. */
  static List<ChartSpec> shown(KernelDetail kernel, Series series) {
    List<ChartSpec> shown = new ArrayList<>();
    new KernelCharts(kernel)
        .byGroup()
        .forEach(
            (group, charts) -> {
              for (ChartSpec chart : charts) {
                boolean stored = chart.metrics().stream().anyMatch(series.values()::containsKey);
                if (kernel.measures(group) || stored) {
                  shown.add(chart);
                }
              }
            });
    return shown;
  }

  private Map<KernelGroup, List<ChartSpec>> byGroup() {
    Map<KernelGroup, List<ChartSpec>> charts = new LinkedHashMap<>();
    charts.put(KernelGroup.SCHEDULING, List.of(runQueue(), switches()));
    charts.put(KernelGroup.TCP, List.of(traffic(), roundTrip(), retransmits()));
    charts.put(KernelGroup.PACKETS, List.of(udp()));
    charts.put(KernelGroup.BLOCK, List.of(block()));
    charts.put(KernelGroup.FILE, List.of(files()));
    charts.put(KernelGroup.LIFE, List.of(processes()));
    charts.put(KernelGroup.STALLS, List.of(reclaim()));
    charts.put(KernelGroup.SYSCALLS, List.of(calls()));
    return charts;
  }

  private ChartSpec runQueue() {
    return ChartSpec.of(
            "c-runq",
            "Wait for a CPU",
            "k-cpu",
            now(Metric.RUN_QUEUE_P99),
            "p99 of the last 10 s",
            line("p99", Metric.RUN_QUEUE_P99),
            line("p50", Metric.RUN_QUEUE_P50))
        .note(note("waited per second", Metric.RUN_QUEUE_WAIT))
        .nothing("No thread had to wait for a CPU in this range.");
  }

  private ChartSpec switches() {
    return ChartSpec.of(
            "c-switches",
            "Context switches",
            "k-cpu",
            now(Metric.VOLUNTARY_SWITCHES) + now(Metric.FORCED_SWITCHES),
            "of all threads",
            line("voluntary", Metric.VOLUNTARY_SWITCHES),
            line("involuntary", Metric.FORCED_SWITCHES))
        .note(note("to another CPU", Metric.MIGRATIONS))
        .nothing("None of its threads ran in this range.");
  }

  private ChartSpec traffic() {
    return ChartSpec.of(
            "c-tcp-bytes",
            "TCP traffic",
            "k-net",
            now(Metric.TCP_RECEIVED) + now(Metric.TCP_SENT),
            "payload",
            line("received", Metric.TCP_RECEIVED),
            line("sent", Metric.TCP_SENT))
        .note(note("open connections", Metric.TCP_OPEN))
        .nothing("No TCP in this range.");
  }

  private ChartSpec roundTrip() {
    return ChartSpec.of(
            "c-rtt",
            "TCP round trip",
            "k-net",
            now(Metric.TCP_RTT_P99),
            "p99 of the last 10 s",
            line("p99", Metric.TCP_RTT_P99),
            line("p50", Metric.TCP_RTT_P50))
        .note(note("connecting, p99", Metric.TCP_CONNECT_P99))
        .nothing("No round trip was sampled in this range.");
  }

  private ChartSpec retransmits() {
    return ChartSpec.of(
            "c-retransmits",
            "TCP retransmits",
            "k-net",
            now(Metric.TCP_RETRANSMITTED),
            "of sent segments",
            line("retransmitted", Metric.TCP_RETRANSMITTED))
        .note(note("failed connects", Metric.TCP_FAILED))
        .nothing("No segment was sent in this range.");
  }

  private ChartSpec udp() {
    return ChartSpec.of(
            "c-udp",
            "UDP traffic",
            "k-net",
            now(Metric.UDP_RECEIVED) + now(Metric.UDP_SENT),
            "payload",
            line("received", Metric.UDP_RECEIVED),
            line("sent", Metric.UDP_SENT))
        .nothing("No UDP in this range.");
  }

  private ChartSpec reclaim() {
    return ChartSpec.of(
            "c-reclaim",
            "Waiting for memory",
            "k-mem",
            now(Metric.RECLAIM_P99),
            "direct reclaim",
            line("p99", Metric.RECLAIM_P99),
            line("p50", Metric.RECLAIM_P50))
        .note(note("reclaims", Metric.RECLAIMS))
        .nothing("No thread had to free memory in this range.");
  }

  private ChartSpec calls() {
    return ChartSpec.of(
            "c-calls",
            "System calls",
            "k-cpu",
            now(Metric.SYSCALLS),
            "of those tracked",
            line("calls", Metric.SYSCALLS),
            line("failed", Metric.SYSCALL_ERRORS))
        .nothing("No tracked system call in this range.");
  }

  private ChartSpec block() {
    return ChartSpec.of(
            "c-block",
            "Block I/O latency",
            "k-disk",
            worse(now(Metric.BLOCK_WRITE_P99), now(Metric.BLOCK_READ_P99)),
            "worst p99",
            line("write p99", Metric.BLOCK_WRITE_P99),
            line("read p99", Metric.BLOCK_READ_P99))
        .note(note("write p50", Metric.BLOCK_WRITE_P50), note("read p50", Metric.BLOCK_READ_P50))
        .nothing("No request to a block device in this range.");
  }

  private ChartSpec files() {
    return ChartSpec.of(
            "c-files",
            "File operations",
            "k-disk",
            now(Metric.FILE_READS) + now(Metric.FILE_WRITES),
            "regular files",
            line("reads", Metric.FILE_READS),
            line("writes", Metric.FILE_WRITES))
        .note(note("sync p99", Metric.FILE_FSYNC_P99))
        .nothing("No file was read or written in this range.");
  }

  private ChartSpec processes() {
    return ChartSpec.of(
            "c-life",
            "Processes started",
            "k-cpu",
            now(Metric.PROCESS_FORKS),
            "and ended",
            line("started", Metric.PROCESS_FORKS),
            line("ended", Metric.PROCESS_EXITS),
            line("programs executed", Metric.PROCESS_EXECS))
        .note(note("failed", Metric.PROCESS_FAILED), note("killed", Metric.PROCESS_KILLED))
        .nothing("No process started or ended in this range.");
  }

  /** The larger one; without values neither. */
  private static double worse(double a, double b) {
    return Double.isNaN(a) || b > a ? b : a;
  }

  private double now(Metric metric) {
    return kernel.now(metric);
  }

  private Line line(String label, Metric metric) {
    return Line.of(label, metric, now(metric));
  }

  private Note note(String label, Metric metric) {
    return new Note(label, now(metric), metric.quantity());
  }
}
