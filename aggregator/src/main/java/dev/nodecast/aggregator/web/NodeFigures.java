package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeFilesystemKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;

/**
 * The stated formulas of a node's values, over its live cells. Call under the node's monitor; all
 * answers are NaN when what they need was not measured.
 */
final class NodeFigures {
  private static final Column[] CPU_IDLE = {NodeKind.CPU_IDLE, NodeKind.CPU_IOWAIT};
  private static final Column[] CPU_BUSY = {
    NodeKind.CPU_USER,
    NodeKind.CPU_NICE,
    NodeKind.CPU_SYSTEM,
    NodeKind.CPU_IRQ,
    NodeKind.CPU_SOFTIRQ,
    NodeKind.CPU_STEAL
  };

  private final KindState self;
  private final KindState interfaces;
  private final KindState disks;
  private final KindState filesystems;
  private final boolean here;

  NodeFigures(NodeState node) {
    self = node.kind(NodeKind.KIND);
    interfaces = node.kind(NodeNetworkKind.KIND);
    disks = node.kind(NodeDiskKind.KIND);
    filesystems = node.kind(NodeFilesystemKind.KIND);
    here = Measured.single(self);
  }

  /**
   * Busy / all of the last interval, 0 to 1. All is user + nice + system + idle + iowait + irq +
   * softirq + steal; idle and iowait are not busy. Guest time is inside user and nice.
   */
  double cpuShare() {
    double busy = rate(CPU_BUSY);
    return Measured.share(busy, busy + rate(CPU_IDLE));
  }

  /** Online CPUs. */
  double cpuCount() {
    return value(NodeKind.CPU_COUNT);
  }

  /** {@link #cpuShare} of all CPUs: what the clock of the agent adds or takes is cancelled out. */
  double cpuCores() {
    return cpuShare() * cpuCount();
  }

  /** Part of the CPU time that some modes took, in cores. */
  double cores(Column... modes) {
    return Measured.share(rate(modes), rate(CPU_BUSY) + rate(CPU_IDLE)) * cpuCount();
  }

  double memoryTotal() {
    return value(NodeKind.MEMORY_TOTAL);
  }

  /** MemTotal - MemAvailable, bytes. */
  double memoryUsed() {
    return memoryTotal() - value(NodeKind.MEMORY_AVAILABLE);
  }

  /** Bytes per second of all interfaces but {@code lo}. */
  double network(Column direction) {
    return Measured.rates(interfaces, slot -> !interfaces.labels(slot)[0].equals("lo"), direction);
  }

  /** Bytes per second of all whole disks. */
  double disk(Column direction) {
    return Measured.rates(disks, this::wholeDisk, direction);
  }

  /** {@code io_time} of the busiest whole disk: share of the last interval, 0 to 1. */
  double diskBusy() {
    double busiest = Double.NaN;
    for (int slot : Measured.slots(disks)) {
      if (wholeDisk(slot)) {
        busiest = Measured.max(busiest, busy(disks, slot));
      }
    }
    return busiest;
  }

  /** Share of the last interval in which a disk had an operation in flight. */
  static double busy(KindState disks, int slot) {
    return Math.min(1, disks.rate(NodeDiskKind.IO_TIME, slot) / 1000);
  }

  /** Partitions are inside their disk; loop and ram devices are files and memory. */
  private boolean wholeDisk(int slot) {
    String device = disks.labels(slot)[0];
    return disks.value(NodeDiskKind.PARTITION, slot) != 1
        && !device.startsWith("loop")
        && !device.startsWith("ram");
  }

  /** Retransmitted of sent TCP segments. */
  double retransmits() {
    return Measured.share(rate(NodeKind.TCP_RETRANSMITS), rate(NodeKind.TCP_OUT_SEGMENTS));
  }

  /** Worst of the three pressures, some: share of the last interval. */
  double stalled() {
    return Measured.max(
        pressure(NodeKind.PRESSURE_CPU_SOME),
        Measured.max(pressure(NodeKind.PRESSURE_MEMORY_SOME), pressure(NodeKind.PRESSURE_IO_SOME)));
  }

  double pressure(Column micros) {
    return here ? Measured.stalled(self, 0, micros) : Double.NaN;
  }

  double value(Column gauge) {
    return here ? Measured.value(self, gauge, 0) : Double.NaN;
  }

  double rate(Column... counters) {
    return here ? Measured.rate(self, 0, counters) : Double.NaN;
  }

  /** Sum of a gauge over the mounted filesystems, each device once. */
  double filesystem(Column gauge) {
    java.util.Set<String> devices = new java.util.HashSet<>();
    double sum = Double.NaN;
    for (int slot : Measured.slots(filesystems)) {
      if (devices.add(filesystems.labels(slot)[1])) {
        sum = Measured.add(sum, filesystems.number(gauge, slot));
      }
    }
    return sum;
  }

  /** Used / (used + available) of the fullest writable filesystem, as {@code df} prints it. */
  Fullest fullest() {
    Fullest worst = new Fullest("", Double.NaN);
    for (int slot : Measured.slots(filesystems)) {
      double used = filesystems.number(NodeFilesystemKind.USED, slot);
      double available = filesystems.number(NodeFilesystemKind.AVAILABLE, slot);
      double share = Measured.share(used, used + available);
      boolean readOnly = filesystems.value(NodeFilesystemKind.READ_ONLY, slot) == 1;
      if (!readOnly && !(share <= worst.share()) && !Double.isNaN(share)) {
        worst = new Fullest(filesystems.labels(slot)[0], share);
      }
    }
    return worst;
  }

  /** The fullest filesystem; NaN when there is none. */
  record Fullest(String mount, double share) {}
}
