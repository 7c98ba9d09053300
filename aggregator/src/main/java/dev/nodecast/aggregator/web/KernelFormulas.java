package dev.nodecast.aggregator.web;

import static dev.nodecast.aggregator.web.ChartFormula.quantile;
import static dev.nodecast.aggregator.web.ChartFormula.share;
import static dev.nodecast.aggregator.web.ChartFormula.sum;

import dev.nodecast.aggregator.store.Stat;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerSyscallKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.web.read.Metric;
import java.util.EnumMap;
import java.util.Map;

/**
 * Chart lines over what kernel programs see of containers; the same for a pod and for a node, whose
 * rows ({@code ~host} and {@code ~other} among them) add up to it.
 */
final class KernelFormulas {
  private static final double MICROS = 1e-6;

  private KernelFormulas() {}

  // A method and not a constant: ChartFormula's constants need it and it needs ChartFormula, and
  // two
  // threads that initialise two classes the other way around wait for each other for ever.
  static Map<Metric, ChartFormula> all() {
    Map<Metric, ChartFormula> of = new EnumMap<>(Metric.class);
    Kind kind = ContainerKernelKind.KIND;
    quantiles(
        of, Metric.RUN_QUEUE_P50, Metric.RUN_QUEUE_P99, ContainerKernelKind.RUN_QUEUE_LATENCY);
    of.put(Metric.RUN_QUEUE_WAIT, sum(kind, MICROS, ContainerKernelKind.RUN_QUEUE_WAIT));
    count(of, Metric.VOLUNTARY_SWITCHES, ContainerKernelKind.SWITCHES_VOLUNTARY);
    count(of, Metric.FORCED_SWITCHES, ContainerKernelKind.SWITCHES_INVOLUNTARY);
    count(of, Metric.MIGRATIONS, ContainerKernelKind.MIGRATIONS);
    count(of, Metric.TCP_RECEIVED, ContainerKernelKind.TCP_RECEIVED_BYTES);
    count(of, Metric.TCP_SENT, ContainerKernelKind.TCP_SENT_BYTES);
    count(of, Metric.TCP_OPEN, ContainerKernelKind.TCP_OPEN);
    of.put(
        Metric.TCP_RETRANSMITTED,
        share(kind, ContainerKernelKind.TCP_RETRANSMITS, ContainerKernelKind.TCP_SENT_SEGMENTS));
    count(of, Metric.TCP_FAILED, ContainerKernelKind.TCP_CONNECT_FAILURES);
    quantiles(of, Metric.TCP_RTT_P50, Metric.TCP_RTT_P99, ContainerKernelKind.TCP_RTT);
    of.put(
        Metric.TCP_CONNECT_P99, quantile(kind, ContainerKernelKind.TCP_CONNECT_LATENCY, Stat.P99));
    quantiles(
        of, Metric.BLOCK_READ_P50, Metric.BLOCK_READ_P99, ContainerKernelKind.BLOCK_READ_LATENCY);
    quantiles(
        of,
        Metric.BLOCK_WRITE_P50,
        Metric.BLOCK_WRITE_P99,
        ContainerKernelKind.BLOCK_WRITE_LATENCY);
    count(of, Metric.UDP_RECEIVED, ContainerKernelKind.UDP_RECEIVED_BYTES);
    count(of, Metric.UDP_SENT, ContainerKernelKind.UDP_SENT_BYTES);
    count(of, Metric.RECLAIMS, ContainerKernelKind.DIRECT_RECLAIMS);
    quantiles(
        of, Metric.RECLAIM_P50, Metric.RECLAIM_P99, ContainerKernelKind.DIRECT_RECLAIM_LATENCY);
    Kind calls = ContainerSyscallKind.KIND;
    of.put(Metric.SYSCALLS, sum(calls, 1, ContainerSyscallKind.CALLS));
    of.put(Metric.SYSCALL_ERRORS, sum(calls, 1, ContainerSyscallKind.ERRORS));
    count(of, Metric.FILE_READS, ContainerKernelKind.FILE_READS);
    count(of, Metric.FILE_WRITES, ContainerKernelKind.FILE_WRITES);
    of.put(Metric.FILE_FSYNC_P99, quantile(kind, ContainerKernelKind.FILE_FSYNC_LATENCY, Stat.P99));
    count(of, Metric.PROCESS_FORKS, ContainerKernelKind.FORKS);
    count(of, Metric.PROCESS_EXECS, ContainerKernelKind.EXECS);
    count(of, Metric.PROCESS_EXITS, ContainerKernelKind.EXITS);
    count(of, Metric.PROCESS_FAILED, ContainerKernelKind.EXITS_FAILED);
    count(of, Metric.PROCESS_KILLED, ContainerKernelKind.EXITS_KILLED);
    return of;
  }

  private static void count(Map<Metric, ChartFormula> of, Metric metric, Column column) {
    of.put(metric, sum(ContainerKernelKind.KIND, 1, column));
  }

  private static void quantiles(
      Map<Metric, ChartFormula> of, Metric p50, Metric p99, Column histogram) {
    of.put(p50, quantile(ContainerKernelKind.KIND, histogram, Stat.P50));
    of.put(p99, quantile(ContainerKernelKind.KIND, histogram, Stat.P99));
  }
}
