package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.catalog.ServiceKind;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The last five minutes of the few values that lists and tiles draw, kept in memory so that no page
 * asks the database for them. One point per window. Bounded by the number of living entities; a
 * ring goes when its entity has been gone for a window.
 */
public final class Sparklines {
  /** What a node has a sparkline of. */
  public enum OfNode {
    /** Busy share of all CPUs, 0 to 1: everything but idle and I/O wait. */
    CPU_SHARE,
    /** Bytes in use: total minus available. */
    MEMORY_USED,
    LOAD,
    /** Received and sent, all interfaces but loopback, bytes per second. */
    NETWORK,
    /** Read and written, whole disks, bytes per second. */
    DISK
  }

  /** CPU in cores and memory in bytes of a container or process. */
  public record Pair(Ring cpu, Ring memory) {}

  private static final List<Column> CPU_ALL =
      List.of(
          NodeKind.CPU_USER,
          NodeKind.CPU_NICE,
          NodeKind.CPU_SYSTEM,
          NodeKind.CPU_IDLE,
          NodeKind.CPU_IOWAIT,
          NodeKind.CPU_IRQ,
          NodeKind.CPU_SOFTIRQ,
          NodeKind.CPU_STEAL);

  private final Map<OfNode, Ring> node = new EnumMap<>(OfNode.class);
  private final Map<String, Pair> containers = new HashMap<>();
  private final Map<String, Pair> processes = new HashMap<>();

  private final ServiceCurves services = new ServiceCurves();

  Sparklines() {
    for (OfNode what : OfNode.values()) {
      node.put(what, new Ring());
    }
  }

  public Ring of(OfNode what) {
    return node.get(what);
  }

  public ServiceCurves services() {
    return services;
  }

  /** By container id; null when it is not known. */
  public Pair container(String containerId) {
    return containers.get(containerId);
  }

  /** By pid and start; null when it is not known. */
  public Pair process(String pid, String startMs) {
    return processes.get(pid + "/" + startMs);
  }

  void window(NodeState of, long startMs, int lengthMs) {
    long window = startMs / lengthMs;
    node.get(OfNode.CPU_SHARE).put(window, cpuShare(of.kind(NodeKind.KIND)));
    KindState self = of.kind(NodeKind.KIND);
    if (self.lives(0)) {
      node.get(OfNode.MEMORY_USED)
          .put(
              window,
              (float)
                  (self.number(NodeKind.MEMORY_TOTAL, 0)
                      - self.number(NodeKind.MEMORY_AVAILABLE, 0)));
      node.get(OfNode.LOAD).put(window, (float) self.number(NodeKind.LOAD_1M, 0));
    }
    node.get(OfNode.NETWORK).put(window, (float) network(of.kind(NodeNetworkKind.KIND)));
    node.get(OfNode.DISK).put(window, (float) disks(of.kind(NodeDiskKind.KIND)));
    services.window(of.kind(ServiceKind.KIND), window);
    pairs(
        containers,
        of.kind(ContainerKind.KIND),
        window,
        1e6,
        ContainerKind.MEMORY_WORKING_SET,
        new int[] {label(ContainerKind.KIND, "container_id")},
        ContainerKind.CPU_USAGE);
    pairs(
        processes,
        of.kind(ProcessKind.KIND),
        window,
        1e3,
        ProcessKind.RSS,
        new int[] {label(ProcessKind.KIND, "pid"), label(ProcessKind.KIND, "start_ms")},
        ProcessKind.CPU_USER,
        ProcessKind.CPU_SYSTEM);
  }

  private static float cpuShare(KindState kind) {
    if (!kind.lives(0)) {
      return Float.NaN;
    }
    long all = 0;
    for (Column column : CPU_ALL) {
      all += kind.sum[column.index()][0];
    }
    long idle = kind.sum[NodeKind.CPU_IDLE.index()][0] + kind.sum[NodeKind.CPU_IOWAIT.index()][0];
    return all == 0 ? Float.NaN : (float) (all - idle) / all;
  }

  private static double network(KindState kind) {
    double bytes = 0;
    for (int slot = kind.living().nextSetBit(0);
        slot >= 0;
        slot = kind.living().nextSetBit(slot + 1)) {
      if (!kind.labels(slot)[0].equals("lo")) {
        bytes += rate(kind, slot, NodeNetworkKind.RX_BYTES, NodeNetworkKind.TX_BYTES);
      }
    }
    return bytes;
  }

  private static double disks(KindState kind) {
    double bytes = 0;
    for (int slot = kind.living().nextSetBit(0);
        slot >= 0;
        slot = kind.living().nextSetBit(slot + 1)) {
      if (kind.value(NodeDiskKind.PARTITION, slot) != 1) {
        bytes += rate(kind, slot, NodeDiskKind.READ_BYTES, NodeDiskKind.WRITE_BYTES);
      }
    }
    return bytes;
  }

  /** Per second, summed; what was never measured adds nothing. */
  private static double rate(KindState kind, int slot, Column... columns) {
    double sum = 0;
    for (Column column : columns) {
      double rate = kind.windowRate(column, slot);
      sum += Double.isNaN(rate) ? 0 : rate;
    }
    return sum;
  }

  private static void pairs(
      Map<String, Pair> to,
      KindState kind,
      long window,
      double cpuUnits,
      Column memory,
      int[] key,
      Column... cpu) {
    for (int slot = kind.living().nextSetBit(0);
        slot >= 0;
        slot = kind.living().nextSetBit(slot + 1)) {
      String[] labels = kind.labels(slot);
      String name = key.length == 1 ? labels[key[0]] : labels[key[0]] + "/" + labels[key[1]];
      Pair pair = to.computeIfAbsent(name, k -> new Pair(new Ring(), new Ring()));
      pair.cpu.put(window, (float) (rate(kind, slot, cpu) / cpuUnits));
      pair.memory.put(window, (float) kind.number(memory, slot));
    }
    Iterator<Pair> all = to.values().iterator();
    while (all.hasNext()) {
      if (all.next().cpu.lastWindow() != window) {
        all.remove();
      }
    }
  }

  private static int label(Kind kind, String name) {
    return kind.labels().indexOf(name);
  }
}
