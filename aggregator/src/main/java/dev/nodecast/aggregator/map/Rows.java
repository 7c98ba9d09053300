package dev.nodecast.aggregator.map;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order within columns: what is called together stands together, and lines cross little. Nodes
 * of a group stay beside each other. The well-known sweeps by barycentre, a fixed number of them.
 */
final class Rows {
  private static final int SWEEPS = 8;

  private final CallGraph graph;
  private final List<List<Integer>> callees;
  private final List<List<Integer>> callers;
  private final double[] at;

  private Rows(CallGraph graph) {
    this.graph = graph;
    this.callees = graph.callees();
    this.callers = graph.callers();
    this.at = new double[graph.nodes().size()];
  }

  /**
   * Positions of each column from the top.
   *
   * @param columns positions by column, in any order; changed in place
   */
  static void order(CallGraph graph, List<List<Integer>> columns) {
    Rows rows = new Rows(graph);
    for (List<Integer> column : columns) {
      column.sort(
          Comparator.comparing((Integer i) -> graph.nodes().get(i).group())
              .thenComparing(Comparator.naturalOrder()));
      rows.place(column);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean down = (sweep & 1) == 0;
      for (int i = 0; i < columns.size(); i++) {
        List<Integer> column = columns.get(down ? i : columns.size() - 1 - i);
        rows.sort(column, down ? rows.callers : rows.callees);
        rows.place(column);
      }
    }
  }

  /** Around the middle, as they will be drawn: a column of two stands beside the others' middle. */
  private void place(List<Integer> column) {
    for (int i = 0; i < column.size(); i++) {
      at[column.get(i)] = i - (column.size() - 1) / 2.0;
    }
  }

  private void sort(List<Integer> column, List<List<Integer>> neighbours) {
    Map<Integer, Double> centre = new HashMap<>();
    Map<String, double[]> groups = new HashMap<>();
    for (int node : column) {
      double mean =
          neighbours.get(node).stream().mapToDouble(n -> at[n]).average().orElse(at[node]);
      centre.put(node, mean);
      double[] sum =
          groups.computeIfAbsent(graph.nodes().get(node).group(), group -> new double[2]);
      sum[0] += mean;
      sum[1]++;
    }
    List<Integer> sorted = new ArrayList<>(column);
    sorted.sort(
        Comparator.comparingDouble((Integer i) -> mean(groups, i))
            .thenComparing(i -> graph.nodes().get(i).group())
            .thenComparingDouble(centre::get)
            .thenComparing(Comparator.naturalOrder()));
    for (int i = 0; i < sorted.size(); i++) {
      column.set(i, sorted.get(i));
    }
  }

  private double mean(Map<String, double[]> groups, int node) {
    double[] sum = groups.get(graph.nodes().get(node).group());
    return sum[0] / sum[1];
  }
}
