package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.ProcessKind;

/**
 * Values of one pod: sums over its containers. Call under the node's monitor. A limit of the pod is
 * only known when all its containers have one.
 */
final class PodFigures {
  private static final double MICROS = 1e6;

  private final KindState containers;
  private final KindState disks;
  private final KindState interfaces;
  private final int[] slots;
  private final int[] diskSlots;
  private final int[] interfaceSlots;
  private final int processes;

  PodFigures(NodeState node, PodGroups groups, int pod) {
    containers = node.kind(ContainerKind.KIND);
    disks = node.kind(ContainerDiskKind.KIND);
    interfaces = node.kind(ContainerNetworkKind.KIND);
    slots = groups.slots(ContainerKind.KIND, pod);
    diskSlots = groups.slots(ContainerDiskKind.KIND, pod);
    interfaceSlots = groups.slots(ContainerNetworkKind.KIND, pod);
    processes = groups.slots(ProcessKind.KIND, pod).length;
  }

  int containers() {
    return slots.length;
  }

  int processes() {
    return processes;
  }

  /** CPU time per second, in cores. */
  double cores(Column micros) {
    return rate(micros) / MICROS;
  }

  /** Sum of a counter's increases per second. */
  double rate(Column counter) {
    return rates(containers, slots, counter);
  }

  /** Sum of a gauge. */
  double sum(Column gauge) {
    double sum = Double.NaN;
    for (int slot : slots) {
      sum = Measured.add(sum, containers.number(gauge, slot));
    }
    return sum;
  }

  /** Sum of a limit; NaN (none) when one container has none. */
  double limit(Column gauge) {
    double sum = 0;
    for (int slot : slots) {
      sum += containers.number(gauge, slot);
    }
    return slots.length == 0 ? Double.NaN : sum;
  }

  /** Total of a counter since its containers started. */
  double total(Column counter) {
    return sum(counter);
  }

  /** Throttled of all CPU periods of the last interval. */
  double throttled() {
    return Measured.share(
        rate(ContainerKind.CPU_THROTTLED_PERIODS), rate(ContainerKind.CPU_PERIODS));
  }

  /** Share of the last interval, of the container that waited most. */
  double pressure(Column micros) {
    double worst = Double.NaN;
    for (int slot : slots) {
      worst = Measured.max(worst, Measured.stalled(containers, slot, micros));
    }
    return worst;
  }

  /** Worst of the three pressures, some. */
  double stalled() {
    return Measured.max(
        pressure(ContainerKind.PRESSURE_CPU_SOME),
        Measured.max(
            pressure(ContainerKind.PRESSURE_MEMORY_SOME),
            pressure(ContainerKind.PRESSURE_IO_SOME)));
  }

  double disk(Column counter) {
    return rates(disks, diskSlots, counter);
  }

  /** Without loopback. */
  double network(Column counter) {
    double sum = Double.NaN;
    for (int slot : interfaceSlots) {
      String[] labels = interfaces.labels(slot);
      if (!labels[labels.length - 1].equals("lo")) {
        sum = Measured.add(sum, interfaces.rate(counter, slot));
      }
    }
    return sum;
  }

  double received() {
    return network(ContainerNetworkKind.RX_BYTES);
  }

  double sent() {
    return network(ContainerNetworkKind.TX_BYTES);
  }

  double read() {
    return disk(ContainerDiskKind.READ_BYTES);
  }

  double written() {
    return disk(ContainerDiskKind.WRITE_BYTES);
  }

  private static double rates(KindState cells, int[] slots, Column counter) {
    double sum = Double.NaN;
    for (int slot : slots) {
      sum = Measured.add(sum, cells.rate(counter, slot));
    }
    return sum;
  }
}
