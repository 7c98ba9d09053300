package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.store.Line;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of what kernel programs see over some rows of one node, percentiles of all their values
 * together. Call under the node's monitor.
 */
final class KernelFigures {
  private static final double MICROS = 1e-6;

  private final KindState cells;
  private final int[] slots;
  private final Map<Column, Percentiles> percentiles = new HashMap<>();

  private KernelFigures(KindState cells, int[] slots) {
    this.cells = cells;
    this.slots = slots;
  }

  /** Of a pod; empty uid: of the node, to which {@code ~host} and {@code ~other} belong. */
  static KernelFigures of(NodeState node, Kind kind, String pod) {
    KindState cells = node.kind(kind);
    return new KernelFigures(cells, slots(node, cells, pod));
  }

  /** Rows of a container-like kind: a pod's, or all where the uid is empty. */
  static int[] slots(NodeState node, KindState cells, String pod) {
    int[] living = Measured.slots(cells);
    if (pod.isEmpty()) {
      return living;
    }
    int found = 0;
    for (int slot : living) {
      if (PodName.uid(node.name(), cells.labels(slot)).equals(pod)) {
        living[found++] = slot;
      }
    }
    return java.util.Arrays.copyOf(living, found);
  }

  /** Whether one of the rows has values of a group. */
  boolean has(Group group) {
    for (int slot : slots) {
      if (group.kind().equals(cells.kind().name()) && has(cells, group, slot)) {
        return true;
      }
    }
    return false;
  }

  /** A histogram alone does not tell: it is empty without values, measured or not. */
  static boolean has(KindState cells, Group group, int slot) {
    for (Column column : group.columns()) {
      if (column.type() != ColumnType.HISTOGRAM
          && cells.value(column, slot) != Column.NOT_MEASURED) {
        return true;
      }
    }
    return false;
  }

  double rate(Column counter) {
    double sum = Double.NaN;
    for (int slot : slots) {
      sum = Measured.add(sum, cells.rate(counter, slot));
    }
    return sum;
  }

  /** Value of a gauge, or total of a counter since its rows began. */
  double sum(Column column) {
    double sum = Double.NaN;
    for (int slot : slots) {
      sum = Measured.add(sum, cells.number(column, slot));
    }
    return sum;
  }

  double p50(Column histogram) {
    return percentiles(histogram).p50() * MICROS;
  }

  double p99(Column histogram) {
    return percentiles(histogram).p99() * MICROS;
  }

  private Percentiles percentiles(Column histogram) {
    return percentiles.computeIfAbsent(histogram, c -> Percentiles.of(cells, c, slots));
  }

  /** What a chart's line is at now, by the formula of its history. */
  double value(ChartFormula formula) {
    double value = total(formula.plus());
    if (!formula.over().isEmpty()) {
      value = Measured.share(value, total(formula.over()));
    }
    return value * formula.factor();
  }

  private double total(List<Line> lines) {
    double sum = Double.NaN;
    for (Line line : lines) {
      Column column = line.column();
      sum =
          Measured.add(
              sum,
              switch (line.stat()) {
                case P50 -> percentiles(column).p50();
                case P99 -> percentiles(column).p99();
                case RATE -> rate(column);
                case MEAN -> sum(column);
                default ->
                    throw new IllegalArgumentException(
                        line.stat() + " (expected: rate, mean, p50 or p99)");
              });
    }
    return sum;
  }
}
