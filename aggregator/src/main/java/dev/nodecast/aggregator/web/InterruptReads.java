package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.NodeIrqKind;
import dev.nodecast.web.read.InterruptRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What interrupts a node. Call under the node's monitor. */
final class InterruptReads {
  private static final double MICROS = 1e-6;
  private static final double NANOS = 1e-9;

  /** Large machines have an interrupt for each queue of each device. */
  private static final int MOST = 300;

  private InterruptReads() {}

  /** Softirqs first, then by number: an order that stays. */
  static List<InterruptRow> of(NodeState node) {
    KindState cells = node.kind(NodeIrqKind.KIND);
    List<InterruptRow> rows = new ArrayList<>();
    for (int slot : Measured.slots(cells)) {
      String[] labels = cells.labels(slot);
      Percentiles latency = Percentiles.of(cells, NodeIrqKind.LATENCY, slot);
      rows.add(
          new InterruptRow(
              labels[0],
              labels[1],
              labels[2],
              cells.rate(NodeIrqKind.RUNS, slot),
              cells.rate(NodeIrqKind.RUN_TIME, slot) * NANOS,
              latency.p50() * MICROS,
              latency.p99() * MICROS,
              Percentiles.of(cells, NodeIrqKind.DELAY, slot).p99() * MICROS));
    }
    rows.sort(
        Comparator.comparing(InterruptRow::type)
            .reversed()
            .thenComparing(row -> row.number().length())
            .thenComparing(InterruptRow::number));
    return rows.subList(0, Math.min(MOST, rows.size()));
  }
}
