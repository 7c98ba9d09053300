package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.Sparklines;
import dev.nodecast.aggregator.web.Present.ListedNode;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.catalog.NodeCpuKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeFilesystemKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.NodeSparks;
import dev.nodecast.web.read.Pressure;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Sort;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Lists of nodes from the picture, one node from its cells. */
final class NodeReads {
  private final Pictures pictures;

  NodeReads(Pictures pictures) {
    this.pictures = pictures;
  }

  Rows<NodeRow> list(RowQuery query) {
    Present present = pictures.current();
    String search = query.search().toLowerCase(Locale.ROOT);
    return new Listed<>(
            present.listed(),
            line -> matches(line, query, search),
            present.listedByName()::get,
            line -> line.row().name())
        .page(query, order(query), value(query.sort()), ListedNode::row);
  }

  private static boolean matches(ListedNode line, RowQuery query, String search) {
    return line.search().contains(search)
        && line.row().health().severity().compareTo(query.severity()) >= 0;
  }

  private static Comparator<ListedNode> order(RowQuery query) {
    boolean down = query.descending();
    Comparator<ListedNode> byName = Comparator.comparing(line -> line.row().name());
    Comparator<ListedNode> first =
        switch (query.sort()) {
          case NAME, NODE, NAMESPACE -> down ? byName.reversed() : byName;
          // Health knows one direction.
          default -> Selection.byNumber(value(query.sort()), down || !query.sort().byValue());
        };
    return first.thenComparing(byName);
  }

  /** What a sort is by; health for those that a list of nodes does not know. */
  private static ToDoubleFunction<ListedNode> value(Sort sort) {
    return switch (sort) {
      case CPU -> line -> line.row().cpuShare();
      case MEMORY -> line -> line.row().memoryShare();
      case LOAD -> line -> line.row().load1m();
      case PODS -> line -> line.row().pods();
      case PROCESSES -> line -> line.row().processes();
      case RECEIVED -> line -> line.row().rxBytesPerSecond();
      case SENT -> line -> line.row().txBytesPerSecond();
      case READ -> line -> line.row().readBytesPerSecond();
      case WRITTEN -> line -> line.row().writeBytesPerSecond();
      case RETRANSMITS -> line -> line.row().retransmitShare();
      case STALLED -> line -> line.row().stalledShare();
      default -> line -> line.row().health().severity().ordinal();
    };
  }

  Optional<NodeDetail> detail(String name) {
    Present present = pictures.current();
    NodeLine line = present.nodeByName().get(name);
    if (line == null) {
      return Optional.ofNullable(present.listedByName().get(name))
          .map(unseen -> NodeDetail.unseen(unseen.row()));
    }
    synchronized (line.state()) {
      return Optional.of(detail(line));
    }
  }

  private static NodeDetail detail(NodeLine line) {
    NodeState node = line.state();
    NodeFigures f = new NodeFigures(node);
    KindState self = node.kind(NodeKind.KIND);
    boolean here = Measured.single(self);
    double boot = f.value(NodeKind.BOOT_TIME);
    return new NodeDetail(
        line.row(),
        sparks(node.sparklines()),
        node.agent().kernel(),
        Double.isNaN(boot) ? Instant.EPOCH : Instant.ofEpochSecond((long) boot),
        f.cores(NodeKind.CPU_USER, NodeKind.CPU_NICE),
        f.cores(NodeKind.CPU_SYSTEM, NodeKind.CPU_IRQ, NodeKind.CPU_SOFTIRQ),
        f.cores(NodeKind.CPU_IOWAIT),
        f.cores(NodeKind.CPU_STEAL),
        f.value(NodeKind.MEMORY_AVAILABLE),
        f.value(NodeKind.MEMORY_CACHED),
        f.value(NodeKind.SWAP_TOTAL) - f.value(NodeKind.SWAP_FREE),
        f.value(NodeKind.SWAP_TOTAL),
        f.value(NodeKind.LOAD_5M),
        f.value(NodeKind.LOAD_15M),
        f.value(NodeKind.PROCS_RUNNING),
        f.value(NodeKind.PROCS_BLOCKED),
        f.rate(NodeKind.CONTEXT_SWITCHES),
        f.rate(NodeKind.FORKS),
        f.rate(NodeKind.MAJOR_PAGE_FAULTS),
        new Pressure(
            f.pressure(NodeKind.PRESSURE_CPU_SOME),
            f.pressure(NodeKind.PRESSURE_CPU_FULL),
            f.pressure(NodeKind.PRESSURE_MEMORY_SOME),
            f.pressure(NodeKind.PRESSURE_MEMORY_FULL),
            f.pressure(NodeKind.PRESSURE_IO_SOME),
            f.pressure(NodeKind.PRESSURE_IO_FULL)),
        f.value(NodeKind.TCP_SOCKETS),
        Measured.add(f.rate(NodeKind.TCP_ESTABLISHED_RESETS), f.rate(NodeKind.TCP_OUT_RESETS)),
        f.rate(NodeKind.TCP_RETRANSMITS),
        f.rate(NodeKind.TCP_LISTEN_DROPS),
        f.diskBusy(),
        f.value(NodeKind.FILES_OPEN),
        f.value(NodeKind.FILES_MAX),
        cores(node.kind(NodeCpuKind.KIND)),
        Devices.disks(node.kind(NodeDiskKind.KIND)),
        Devices.interfaces(node.kind(NodeNetworkKind.KIND)),
        Devices.filesystems(node.kind(NodeFilesystemKind.KIND)),
        here ? Readings.of(self, 0) : java.util.List.of(),
        KernelReads.of(node, ""));
  }

  private static NodeSparks sparks(Sparklines of) {
    return new NodeSparks(
        Measured.spark(of.of(Sparklines.OfNode.MEMORY_USED).values(), 1),
        Measured.spark(of.of(Sparklines.OfNode.LOAD).values(), 1),
        Measured.spark(of.of(Sparklines.OfNode.NETWORK).values(), 1),
        Measured.spark(of.of(Sparklines.OfNode.DISK).values(), 1));
  }

  /** Busy share by number of the CPU; NaN for one that is offline. */
  private static double[] cores(KindState cpus) {
    java.util.TreeMap<Integer, Double> shares = new java.util.TreeMap<>();
    for (int slot : Measured.slots(cpus)) {
      double busy =
          Measured.rate(
              cpus,
              slot,
              NodeCpuKind.USER,
              NodeCpuKind.NICE,
              NodeCpuKind.SYSTEM,
              NodeCpuKind.IRQ,
              NodeCpuKind.SOFTIRQ,
              NodeCpuKind.STEAL);
      double all = busy + Measured.rate(cpus, slot, NodeCpuKind.IDLE, NodeCpuKind.IOWAIT);
      int number = cpuNumber(cpus.labels(slot)[0]);
      if (number >= 0) {
        shares.put(number, Measured.share(busy, all));
      }
    }
    double[] out = new double[shares.isEmpty() ? 0 : shares.lastKey() + 1];
    java.util.Arrays.fill(out, Double.NaN);
    shares.forEach((number, share) -> out[number] = share);
    return out;
  }

  /** The label comes from an agent and may be anything; no kernel has more than 8192 CPUs. */
  static int cpuNumber(String label) {
    String digits = label.startsWith("cpu") ? label.substring(3) : label;
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : -1;
  }
}
