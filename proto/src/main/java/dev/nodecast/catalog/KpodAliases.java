package dev.nodecast.catalog;

import java.util.List;

/**
 * Where the metrics of kpod-metrics are: for those who come from there. Its labels {@code
 * namespace}, {@code pod}, {@code container} and {@code node} have the same names here.
 */
public final class KpodAliases {
  /**
   * One of its metrics.
   *
   * @param name as its documentation writes it
   * @param kind of the catalog
   * @param columns that together are the metric; sums where there are several
   * @param note what differs; may be empty
   */
  public record Alias(String name, Kind kind, List<Column> columns, String note) {}

  private static final String SECONDS = "microseconds instead of seconds";

  public static final List<Alias> ALL =
      List.of(
          of(
              "kpod.cpu.runqueue.latency",
              ContainerKernelKind.KIND,
              SECONDS,
              ContainerKernelKind.RUN_QUEUE_LATENCY),
          of(
              "kpod.cpu.context.switches",
              ContainerKernelKind.KIND,
              "",
              ContainerKernelKind.SWITCHES_VOLUNTARY,
              ContainerKernelKind.SWITCHES_INVOLUNTARY),
          kernel(
              "kpod.net.tcp.bytes.sent",
              "documented by kpod-metrics, not exported by it",
              ContainerKernelKind.TCP_SENT_BYTES),
          kernel(
              "kpod.net.tcp.bytes.received",
              "documented by kpod-metrics, not exported by it",
              ContainerKernelKind.TCP_RECEIVED_BYTES),
          kernel("kpod.net.tcp.retransmits", "", ContainerKernelKind.TCP_RETRANSMITS),
          kernel(
              "kpod.net.tcp.connections",
              "",
              ContainerKernelKind.TCP_CONNECTS,
              ContainerKernelKind.TCP_ACCEPTS),
          kernel("kpod.net.tcp.rtt", SECONDS, ContainerKernelKind.TCP_RTT),
          kernel(
              "kpod.net.tcp.drops", "by reason in `container_drop`", ContainerKernelKind.TCP_DROPS),
          of(
              "kpod.net.tcp.peer.connections",
              ContainerTcpPeerKind.KIND,
              "`remote_ip` is `peer_address`, `remote_port` is `port`",
              ContainerTcpPeerKind.CONNECTIONS),
          of("kpod.net.tcp.peer.rtt", ContainerTcpPeerKind.KIND, SECONDS, ContainerTcpPeerKind.RTT),
          kernel(
              "kpod.mem.oom.kills",
              "documented by kpod-metrics, not exported by it; each is an event too",
              ContainerKernelKind.OOM_KILLS),
          of(
              "kpod.mem.major.page.faults",
              ContainerKind.KIND,
              "documented by kpod-metrics, not exported by it; the cgroup's own count",
              ContainerKind.MAJOR_PAGE_FAULTS),
          kernel(
              "kpod.mem.cache.accesses",
              "where the kernel allows kprobes",
              ContainerKernelKind.PAGE_CACHE_ACCESSES),
          kernel(
              "kpod.mem.cache.additions",
              "pages, also of folios of many",
              ContainerKernelKind.PAGE_CACHE_ADDITIONS),
          kernel(
              "kpod.mem.cache.dirtied",
              "pages, also of folios of many",
              ContainerKernelKind.PAGE_CACHE_DIRTIED),
          kernel("kpod.mem.cache.buf.dirtied", "", ContainerKernelKind.BUFFERS_DIRTIED),
          of("kpod.irq.hw.count", NodeIrqKind.KIND, "rows of type `hard`", NodeIrqKind.RUNS),
          of(
              "kpod.irq.hw.latency",
              NodeIrqKind.KIND,
              SECONDS + "; rows of type `hard`",
              NodeIrqKind.LATENCY),
          of(
              "kpod.irq.sw.latency",
              NodeIrqKind.KIND,
              SECONDS + "; rows of type `soft`; their waits are `delay_us`",
              NodeIrqKind.LATENCY),
          of("kpod.syscall.count", ContainerSyscallKind.KIND, "", ContainerSyscallKind.CALLS),
          of(
              "kpod.syscall.errors",
              ContainerSyscallKind.KIND,
              "by class in `errors_…`",
              ContainerSyscallKind.ERRORS),
          of(
              "kpod.syscall.latency",
              ContainerSyscallKind.KIND,
              SECONDS,
              ContainerSyscallKind.LATENCY),
          kernel(
              "kpod.disk.io.latency",
              SECONDS + "; reads and writes apart, by device in `node_block`",
              ContainerKernelKind.BLOCK_READ_LATENCY,
              ContainerKernelKind.BLOCK_WRITE_LATENCY),
          kernel("kpod.proc.execs", "", ContainerKernelKind.EXECS),
          kernel("kpod.proc.forks", "", ContainerKernelKind.FORKS),
          kernel("kpod.proc.exits", "", ContainerKernelKind.EXITS),
          disk("kpod.disk.read.bytes", ContainerDiskKind.READ_BYTES),
          disk("kpod.disk.written.bytes", ContainerDiskKind.WRITE_BYTES),
          disk("kpod.disk.reads", ContainerDiskKind.READS),
          disk("kpod.disk.writes", ContainerDiskKind.WRITES),
          network("kpod.net.iface.rx.bytes", ContainerNetworkKind.RX_BYTES),
          network("kpod.net.iface.tx.bytes", ContainerNetworkKind.TX_BYTES),
          network("kpod.net.iface.rx.packets", ContainerNetworkKind.RX_PACKETS),
          network("kpod.net.iface.tx.packets", ContainerNetworkKind.TX_PACKETS),
          network("kpod.net.iface.rx.errors", ContainerNetworkKind.RX_ERRORS),
          network("kpod.net.iface.tx.errors", ContainerNetworkKind.TX_ERRORS),
          network("kpod.net.iface.rx.drops", ContainerNetworkKind.RX_DROPS),
          network("kpod.net.iface.tx.drops", ContainerNetworkKind.TX_DROPS),
          of(
              "kpod.fs.capacity.bytes",
              ContainerFilesystemKind.KIND,
              "",
              ContainerFilesystemKind.CAPACITY),
          of("kpod.fs.usage.bytes", ContainerFilesystemKind.KIND, "", ContainerFilesystemKind.USED),
          of(
              "kpod.fs.available.bytes",
              ContainerFilesystemKind.KIND,
              "",
              ContainerFilesystemKind.AVAILABLE),
          memory("kpod.mem.cgroup.usage.bytes", ContainerKind.MEMORY_CURRENT),
          memory("kpod.mem.cgroup.peak.bytes", ContainerKind.MEMORY_PEAK),
          memory("kpod.mem.cgroup.cache.bytes", ContainerKind.MEMORY_FILE),
          memory("kpod.mem.cgroup.swap.bytes", ContainerKind.MEMORY_SWAP),
          of("kpod.bpf.map.entries", AgentMapKind.KIND, "", AgentMapKind.ENTRIES),
          of("kpod.bpf.map.capacity", AgentMapKind.KIND, "", AgentMapKind.CAPACITY),
          of("kpod.bpf.map.update.errors.total", AgentMapKind.KIND, "", AgentMapKind.LOST),
          of("kpod.bpf.programs.loaded", AgentProgramKind.KIND, "", AgentProgramKind.LOADED),
          of("kpod.bpf.program.run.count", AgentProgramKind.KIND, "", AgentProgramKind.RUNS),
          of("kpod.bpf.program.run.time.ns", AgentProgramKind.KIND, "", AgentProgramKind.RUN_TIME));

  private KpodAliases() {}

  private static Alias of(String name, Kind kind, String note, Column... columns) {
    return new Alias(name, kind, List.of(columns), note);
  }

  private static Alias kernel(String name, String note, Column... columns) {
    return of(name, ContainerKernelKind.KIND, note, columns);
  }

  private static Alias disk(String name, Column column) {
    return of(name, ContainerDiskKind.KIND, "", column);
  }

  private static Alias network(String name, Column column) {
    return of(name, ContainerNetworkKind.KIND, "", column);
  }

  private static Alias memory(String name, Column column) {
    return of(name, ContainerKind.KIND, "", column);
  }
}
