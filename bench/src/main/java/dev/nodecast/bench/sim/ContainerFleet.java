package dev.nodecast.bench.sim;

import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Closed windows of containers, as the live state hands them to the store. 60 % of the containers
 * are idle (a fifth of those use no CPU at all), 30 % moderate, 10 % busy; what moves does so with
 * 12 to 25 % of noise from window to window.
 */
public final class ContainerFleet {
  private final int nodes;
  private final int perNode;
  private final int windowMs;
  private final SimulatedContainer[] containers;
  private final String[][] labels;
  private long windows;

  public ContainerFleet(int nodes, int perNode, int windowMs, long seed) {
    this.nodes = nodes;
    this.perNode = perNode;
    this.windowMs = windowMs;
    containers = new SimulatedContainer[nodes * perNode];
    labels = new String[containers.length][];
    for (int i = 0; i < containers.length; i++) {
      containers[i] = new SimulatedContainer(new Random(seed + i));
      List<String> names = new ArrayList<>(FleetNames.container(i));
      names.add("containerd");
      names.add(containers[i].limited() ? "burstable" : "besteffort");
      labels[i] = names.toArray(String[]::new);
    }
  }

  /**
   * One window of every node, in any order of containers over nodes, as a scheduler places them.
   */
  public List<Window> next(long startMs) {
    windows++;
    List<Window> out = new ArrayList<>(nodes);
    for (int node = 0; node < nodes; node++) {
      KindRows rows = containers(node);
      // About what the live state would count: eight bytes for each cell, and the labels'
      // references.
      long bytes = (long) perNode * (rows.values().length + rows.labels().length) * 8;
      out.add(
          new Window(
              "node-" + node,
              "bench",
              startMs,
              windowMs,
              windowMs / 1000,
              windows * (windowMs / 1000),
              List.of(rows, unmeasured(NodeKind.KIND)),
              bytes));
    }
    return out;
  }

  /** Columns of a row that hold a measured thing, so neither labels nor time nor origin. */
  public static int valuesPerRow() {
    int values = 0;
    for (Column column : ContainerKind.KIND.columns()) {
      values += column.max() ? 2 : 1;
    }
    return values;
  }

  private KindRows containers(int node) {
    Kind kind = ContainerKind.KIND;
    int columns = kind.columns().size();
    long[][] values = new long[columns][perNode];
    long[][] maxima = new long[columns][];
    for (Column column : kind.columns()) {
      if (column.max()) {
        maxima[column.index()] = new long[perNode];
      }
    }
    String[][] names = new String[kind.labels().size()][perNode];
    for (int row = 0; row < perNode; row++) {
      int container = row * nodes + node;
      for (int l = 0; l < names.length; l++) {
        names[l][row] = labels[container][l];
      }
      containers[container].fill(values, maxima, row, windowMs);
    }
    return new KindRows(
        kind,
        perNode,
        names,
        values,
        maxima,
        new String[columns][],
        new int[columns][][],
        new long[columns][][]);
  }

  /** The commit record of a window, without values. */
  private static KindRows unmeasured(Kind kind) {
    int columns = kind.columns().size();
    long[][] values = new long[columns][];
    long[][] maxima = new long[columns][];
    String[][] texts = new String[columns][];
    int[][][] buckets = new int[columns][][];
    long[][][] counts = new long[columns][][];
    for (Column column : kind.columns()) {
      int c = column.index();
      switch (column.type()) {
        case TEXT -> texts[c] = new String[1];
        case HISTOGRAM -> {
          buckets[c] = new int[1][];
          counts[c] = new long[1][];
        }
        default -> values[c] = new long[] {Column.NOT_MEASURED};
      }
      if (column.type() == ColumnType.GAUGE && column.max()) {
        maxima[c] = new long[] {Column.NOT_MEASURED};
      }
    }
    String[][] names = new String[kind.labels().size()][1];
    for (String[] name : names) {
      Arrays.fill(name, "");
    }
    return new KindRows(kind, 1, names, values, maxima, texts, buckets, counts);
  }
}
