package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.store.Line;
import dev.nodecast.aggregator.store.Stat;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Subject;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a line of a chart comes from stored columns: {@code factor * (sum(plus) - sum(minus)) /
 * sum(over)}, where counters are increases per second, gauges means and histograms quantiles.
 *
 * @param by label that tells devices apart, so that loopback and partitions can be left out; empty
 *     where there are none
 * @param over empty: divided by nothing
 * @param largest the largest device instead of the sum
 */
record ChartFormula(
    Kind kind,
    String by,
    List<Line> plus,
    List<Line> minus,
    List<Line> over,
    double factor,
    boolean largest) {
  private static final double MICROS = 1e-6;
  private static final double MILLIS = 1e-3;

  private static final Map<Metric, ChartFormula> NODE = node();
  private static final Map<Metric, ChartFormula> POD = pod();
  private static final Map<Metric, ChartFormula> PROCESS = process();
  private static final Map<Metric, ChartFormula> SERVICE = service();

  /** Null where a subject does not have such a line. */
  static ChartFormula of(Subject.Kind subject, Metric metric) {
    return switch (subject) {
      case CLUSTER, NODE -> NODE.get(metric);
      case POD, WORKLOAD -> POD.get(metric);
      case PROCESS -> PROCESS.get(metric);
      case SERVICE -> SERVICE.get(metric);
    };
  }

  private static Map<Metric, ChartFormula> node() {
    Map<Metric, ChartFormula> of = new EnumMap<>(Metric.class);
    Kind self = NodeKind.KIND;
    of.put(Metric.CPU_USER, sum(self, MILLIS, NodeKind.CPU_USER, NodeKind.CPU_NICE));
    of.put(
        Metric.CPU_SYSTEM,
        sum(self, MILLIS, NodeKind.CPU_SYSTEM, NodeKind.CPU_IRQ, NodeKind.CPU_SOFTIRQ));
    of.put(Metric.CPU_IOWAIT, sum(self, MILLIS, NodeKind.CPU_IOWAIT));
    of.put(Metric.CPU_STEAL, sum(self, MILLIS, NodeKind.CPU_STEAL));
    of.put(Metric.MEMORY_USED, difference(self, NodeKind.MEMORY_TOTAL, NodeKind.MEMORY_AVAILABLE));
    of.put(Metric.MEMORY_CACHED, sum(self, 1, NodeKind.MEMORY_CACHED));
    of.put(Metric.SWAP_USED, difference(self, NodeKind.SWAP_TOTAL, NodeKind.SWAP_FREE));
    of.put(Metric.LOAD_1M, sum(self, 1, NodeKind.LOAD_1M));
    of.put(Metric.RUNNING, sum(self, 1, NodeKind.PROCS_RUNNING));
    of.put(Metric.BLOCKED, sum(self, 1, NodeKind.PROCS_BLOCKED));
    of.put(Metric.CONTEXT_SWITCHES, sum(self, 1, NodeKind.CONTEXT_SWITCHES));
    of.put(Metric.FORKS, sum(self, 1, NodeKind.FORKS));
    of.put(Metric.MAJOR_FAULTS, sum(self, 1, NodeKind.MAJOR_PAGE_FAULTS));
    of.put(Metric.PRESSURE_CPU, sum(self, MICROS, NodeKind.PRESSURE_CPU_SOME));
    of.put(Metric.PRESSURE_MEMORY, sum(self, MICROS, NodeKind.PRESSURE_MEMORY_SOME));
    of.put(Metric.PRESSURE_IO, sum(self, MICROS, NodeKind.PRESSURE_IO_SOME));
    of.put(
        Metric.TCP_RETRANSMITS, share(self, NodeKind.TCP_RETRANSMITS, NodeKind.TCP_OUT_SEGMENTS));
    of.put(
        Metric.TCP_RESETS, sum(self, 1, NodeKind.TCP_ESTABLISHED_RESETS, NodeKind.TCP_OUT_RESETS));
    of.put(Metric.OPEN_FILES, sum(self, 1, NodeKind.FILES_OPEN));
    Kind net = NodeNetworkKind.KIND;
    of.put(Metric.RX_BYTES, devices(net, "interface", 1, NodeNetworkKind.RX_BYTES));
    of.put(Metric.TX_BYTES, devices(net, "interface", 1, NodeNetworkKind.TX_BYTES));
    of.put(
        Metric.NETWORK_DROPS,
        devices(
            net,
            "interface",
            1,
            NodeNetworkKind.RX_DROPS,
            NodeNetworkKind.TX_DROPS,
            NodeNetworkKind.RX_ERRORS,
            NodeNetworkKind.TX_ERRORS));
    Kind disk = NodeDiskKind.KIND;
    of.put(Metric.READ_BYTES, devices(disk, "device", 1, NodeDiskKind.READ_BYTES));
    of.put(Metric.WRITE_BYTES, devices(disk, "device", 1, NodeDiskKind.WRITE_BYTES));
    ChartFormula busy = devices(disk, "device", MILLIS, NodeDiskKind.IO_TIME);
    of.put(
        Metric.DISK_BUSY,
        new ChartFormula(disk, "device", busy.plus(), List.of(), List.of(), MILLIS, true));
    of.putAll(KernelFormulas.all());
    return of;
  }

  private static Map<Metric, ChartFormula> pod() {
    Map<Metric, ChartFormula> of = new EnumMap<>(Metric.class);
    Kind self = ContainerKind.KIND;
    of.put(Metric.CPU_USER, sum(self, MICROS, ContainerKind.CPU_USER));
    of.put(Metric.CPU_SYSTEM, sum(self, MICROS, ContainerKind.CPU_SYSTEM));
    of.put(
        Metric.CPU_THROTTLED,
        share(self, ContainerKind.CPU_THROTTLED_PERIODS, ContainerKind.CPU_PERIODS));
    of.put(Metric.MEMORY_USED, sum(self, 1, ContainerKind.MEMORY_WORKING_SET));
    of.put(Metric.MEMORY_CACHED, sum(self, 1, ContainerKind.MEMORY_FILE));
    of.put(Metric.SWAP_USED, sum(self, 1, ContainerKind.MEMORY_SWAP));
    of.put(Metric.MAJOR_FAULTS, sum(self, 1, ContainerKind.MAJOR_PAGE_FAULTS));
    // The container that waits most, as the live value is.
    of.put(Metric.PRESSURE_CPU, worst(self, ContainerKind.PRESSURE_CPU_SOME));
    of.put(Metric.PRESSURE_MEMORY, worst(self, ContainerKind.PRESSURE_MEMORY_SOME));
    of.put(Metric.PRESSURE_IO, worst(self, ContainerKind.PRESSURE_IO_SOME));
    of.put(Metric.PIDS, sum(self, 1, ContainerKind.PIDS_CURRENT));
    Kind net = ContainerNetworkKind.KIND;
    of.put(Metric.RX_BYTES, devices(net, "interface", 1, ContainerNetworkKind.RX_BYTES));
    of.put(Metric.TX_BYTES, devices(net, "interface", 1, ContainerNetworkKind.TX_BYTES));
    Kind disk = ContainerDiskKind.KIND;
    of.put(Metric.READ_BYTES, sum(disk, 1, ContainerDiskKind.READ_BYTES));
    of.put(Metric.WRITE_BYTES, sum(disk, 1, ContainerDiskKind.WRITE_BYTES));
    of.putAll(KernelFormulas.all());
    return of;
  }

  private static Map<Metric, ChartFormula> process() {
    Map<Metric, ChartFormula> of = new EnumMap<>(Metric.class);
    Kind self = ProcessKind.KIND;
    of.put(Metric.CPU_USER, sum(self, MILLIS, ProcessKind.CPU_USER));
    of.put(Metric.CPU_SYSTEM, sum(self, MILLIS, ProcessKind.CPU_SYSTEM));
    of.put(Metric.MEMORY_USED, sum(self, 1, ProcessKind.RSS));
    of.put(Metric.SWAP_USED, sum(self, 1, ProcessKind.VM_SWAP));
    of.put(Metric.VOLUNTARY_SWITCHES, sum(self, 1, ProcessKind.VOLUNTARY_SWITCHES));
    of.put(Metric.FORCED_SWITCHES, sum(self, 1, ProcessKind.INVOLUNTARY_SWITCHES));
    of.put(Metric.MAJOR_FAULTS, sum(self, 1, ProcessKind.MAJOR_FAULTS));
    of.put(Metric.MINOR_FAULTS, sum(self, 1, ProcessKind.MINOR_FAULTS));
    of.put(Metric.READ_BYTES, sum(self, 1, ProcessKind.READ_BYTES));
    of.put(Metric.WRITE_BYTES, sum(self, 1, ProcessKind.WRITE_BYTES));
    of.put(Metric.RX_BYTES, sum(self, 1, ProcessKind.RX_BYTES));
    of.put(Metric.TX_BYTES, sum(self, 1, ProcessKind.TX_BYTES));
    of.put(
        Metric.NETWORK_DROPS,
        sum(
            self,
            1,
            ProcessKind.RX_DROPS,
            ProcessKind.TX_DROPS,
            ProcessKind.RX_ERRORS,
            ProcessKind.TX_ERRORS));
    of.put(Metric.THREADS, sum(self, 1, ProcessKind.THREADS));
    of.put(Metric.OPEN_FILES, sum(self, 1, ProcessKind.OPEN_FDS));
    return of;
  }

  private static Map<Metric, ChartFormula> service() {
    Map<Metric, ChartFormula> of = new EnumMap<>(Metric.class);
    Kind self = ServiceKind.KIND;
    of.put(Metric.REQUESTS, sum(self, 1, ServiceKind.REQUESTS));
    of.put(Metric.ERROR_SHARE, share(self, ServiceKind.ERRORS, ServiceKind.REQUESTS));
    of.put(Metric.DURATION_P50, quantile(self, ServiceKind.DURATION, Stat.P50));
    of.put(Metric.DURATION_P95, quantile(self, ServiceKind.DURATION, Stat.P95));
    of.put(Metric.DURATION_P99, quantile(self, ServiceKind.DURATION, Stat.P99));
    return of;
  }

  static ChartFormula sum(Kind kind, double factor, Column... plus) {
    return devices(kind, "", factor, plus);
  }

  private static ChartFormula devices(Kind kind, String by, double factor, Column... plus) {
    return new ChartFormula(kind, by, lines(plus), List.of(), List.of(), factor, false);
  }

  private static ChartFormula worst(Kind kind, Column micros) {
    return new ChartFormula(kind, "container", lines(micros), List.of(), List.of(), MICROS, true);
  }

  private static ChartFormula difference(Kind kind, Column plus, Column minus) {
    return new ChartFormula(kind, "", lines(plus), lines(minus), List.of(), 1, false);
  }

  static ChartFormula share(Kind kind, Column part, Column whole) {
    return new ChartFormula(kind, "", lines(part), List.of(), lines(whole), 1, false);
  }

  /** A quantile of a histogram of microseconds, in seconds. */
  static ChartFormula quantile(Kind kind, Column micros, Stat stat) {
    List<Line> line = List.of(new Line(micros, stat));
    return new ChartFormula(kind, "", line, List.of(), List.of(), MICROS, false);
  }

  static List<Line> lines(Column... columns) {
    return Arrays.stream(columns).map(Line::of).toList();
  }
}
