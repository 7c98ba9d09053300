package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerDropKind;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerSyscallKind;
import dev.nodecast.catalog.NodeBlockKind;
import dev.nodecast.web.read.BlockRow;
import dev.nodecast.web.read.DropRow;
import dev.nodecast.web.read.KernelDetail;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.ProtocolRow;
import dev.nodecast.web.read.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What kernel programs see of one pod or one node. Call under the node's monitor. */
final class KernelReads {
  private static final double MICROS = 1e-6;

  /** The kernel knows some 120 reasons, most of which never come. */
  private static final int MOST_DROPS = 50;

  private static final int MOST_DEVICES = 200;
  private static final Map<Metric, ChartFormula> FORMULAS = KernelFormulas.all();
  private static final Map<Metric, KernelGroup> PANELS = panels();

  private KernelReads() {}

  /**
   * @param pod uid; empty: the node
   */
  static KernelDetail of(NodeState node, String pod) {
    KernelFigures figures = KernelFigures.of(node, ContainerKernelKind.KIND, pod);
    KernelFigures calls = KernelFigures.of(node, ContainerSyscallKind.KIND, pod);
    Map<KernelGroup, String> absent = KernelSource.absent(node);
    if (!pod.isEmpty()) {
      absent.remove(KernelGroup.DEVICES);
      absent.remove(KernelGroup.INTERRUPTS);
    }
    Map<Metric, Double> now = new EnumMap<>(Metric.class);
    FORMULAS.forEach(
        (metric, formula) -> {
          if (!absent.containsKey(PANELS.get(metric))) {
            boolean ofCalls = formula.kind() == ContainerSyscallKind.KIND;
            now.put(metric, (ofCalls ? calls : figures).value(formula));
          }
        });
    Map<KernelGroup, List<Reading>> facts = new EnumMap<>(KernelGroup.class);
    for (KernelGroup panel : KernelGroup.values()) {
      boolean here = figures.has(KernelSource.group(panel));
      List<Reading> of = here ? KernelFacts.of(panel, figures) : List.of();
      if (!of.isEmpty() && !absent.containsKey(panel)) {
        facts.put(panel, of);
      }
    }
    return new KernelDetail(
        node.name(),
        absent,
        now,
        facts,
        facts.containsKey(KernelGroup.PACKETS) ? protocols(figures) : List.of(),
        absent.containsKey(KernelGroup.DROPS) ? List.of() : drops(node, pod),
        pod.isEmpty() && !absent.containsKey(KernelGroup.DEVICES) ? devices(node) : List.of(),
        pod.isEmpty() && !absent.containsKey(KernelGroup.INTERRUPTS)
            ? InterruptReads.of(node)
            : List.of());
  }

  /** What fills a line; its columns are of one group. */
  private static Map<Metric, KernelGroup> panels() {
    Map<Metric, KernelGroup> panels = new EnumMap<>(Metric.class);
    FORMULAS.forEach(
        (metric, formula) -> {
          Column column = formula.plus().get(0).column();
          for (KernelGroup panel : KernelGroup.values()) {
            if (KernelSource.group(panel).columns().contains(column)) {
              panels.put(metric, panel);
            }
          }
        });
    return panels;
  }

  private static List<ProtocolRow> protocols(KernelFigures f) {
    return List.of(
        protocol(
            f,
            "TCP",
            ContainerKernelKind.TCP_PACKETS_IN,
            ContainerKernelKind.TCP_PACKETS_OUT,
            ContainerKernelKind.TCP_PACKET_BYTES_IN,
            ContainerKernelKind.TCP_PACKET_BYTES_OUT),
        protocol(
            f,
            "UDP",
            ContainerKernelKind.UDP_PACKETS_IN,
            ContainerKernelKind.UDP_PACKETS_OUT,
            ContainerKernelKind.UDP_PACKET_BYTES_IN,
            ContainerKernelKind.UDP_PACKET_BYTES_OUT),
        protocol(
            f,
            "ICMP",
            ContainerKernelKind.ICMP_PACKETS_IN,
            ContainerKernelKind.ICMP_PACKETS_OUT,
            ContainerKernelKind.ICMP_PACKET_BYTES_IN,
            ContainerKernelKind.ICMP_PACKET_BYTES_OUT),
        protocol(
            f,
            "Other",
            ContainerKernelKind.OTHER_PACKETS_IN,
            ContainerKernelKind.OTHER_PACKETS_OUT,
            ContainerKernelKind.OTHER_PACKET_BYTES_IN,
            ContainerKernelKind.OTHER_PACKET_BYTES_OUT));
  }

  private static ProtocolRow protocol(
      KernelFigures f, String name, Column in, Column out, Column bytesIn, Column bytesOut) {
    return new ProtocolRow(name, f.rate(in), f.rate(out), f.rate(bytesIn), f.rate(bytesOut));
  }

  private static List<DropRow> drops(NodeState node, String pod) {
    KindState cells = node.kind(ContainerDropKind.KIND);
    Map<String, DropRow> byReason = new HashMap<>();
    for (int slot : KernelFigures.slots(node, cells, pod)) {
      String[] labels = cells.labels(slot);
      String reason = labels[labels.length - 1];
      byReason.merge(
          reason,
          new DropRow(
              reason,
              cells.rate(ContainerDropKind.DROPPED, slot),
              cells.number(ContainerDropKind.DROPPED, slot)),
          (a, b) ->
              new DropRow(
                  reason,
                  Measured.add(a.packetsPerSecond(), b.packetsPerSecond()),
                  Measured.add(a.packets(), b.packets())));
    }
    return byReason.values().stream()
        .sorted(
            Comparator.comparingDouble(DropRow::packets).reversed().thenComparing(DropRow::reason))
        .limit(MOST_DROPS)
        .toList();
  }

  private static List<BlockRow> devices(NodeState node) {
    KindState cells = node.kind(NodeBlockKind.KIND);
    List<BlockRow> rows = new ArrayList<>();
    for (int slot : Measured.slots(cells)) {
      String[] labels = cells.labels(slot);
      Percentiles latency = Percentiles.of(cells, NodeBlockKind.LATENCY, slot);
      rows.add(
          new BlockRow(
              labels[0],
              labels[1],
              cells.rate(NodeBlockKind.COMPLETED, slot),
              cells.rate(NodeBlockKind.TRANSFERRED, slot),
              cells.rate(NodeBlockKind.ERRORS, slot),
              latency.p50() * MICROS,
              latency.p99() * MICROS,
              Percentiles.of(cells, NodeBlockKind.SIZE, slot).p50()));
    }
    rows.sort(Comparator.comparing(BlockRow::device).thenComparing(BlockRow::operation));
    return rows.subList(0, Math.min(MOST_DEVICES, rows.size()));
  }
}
