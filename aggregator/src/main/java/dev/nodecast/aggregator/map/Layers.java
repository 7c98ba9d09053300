package dev.nodecast.aggregator.map;

import dev.nodecast.aggregator.map.CallGraph.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The column of every node: callers left of what they call. Of a circle of calls one goes
 * backwards: the one that a walk from the sources, in the order of keys, meets last.
 */
final class Layers {
  private final CallGraph graph;
  private final List<List<Integer>> callees;
  private final List<List<Integer>> callers;

  private Layers(CallGraph graph) {
    this.graph = graph;
    this.callees = graph.callees();
    this.callers = graph.callers();
  }

  /** By position; the outside's are not set: they stand beside all others. */
  static int[] of(CallGraph graph) {
    Layers layers = new Layers(graph);
    return layers.columns(layers.order());
  }

  /** Positions such that calls go forwards, but for those that close a circle. */
  private List<Integer> order() {
    int nodes = graph.nodes().size();
    boolean[] seen = new boolean[nodes];
    List<Integer> finished = new ArrayList<>(nodes);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < nodes; i++) {
        boolean source = callers.get(i).stream().noneMatch(this::inside);
        if (inside(i) && (source || pass == 1) && !seen[i]) {
          walk(i, seen, finished);
        }
      }
    }
    java.util.Collections.reverse(finished);
    return finished;
  }

  /** Depth first, without recursion: a chain of calls may be as long as there are services. */
  private void walk(int start, boolean[] seen, List<Integer> finished) {
    Deque<int[]> path = new ArrayDeque<>();
    path.push(new int[] {start, 0});
    seen[start] = true;
    while (!path.isEmpty()) {
      int[] at = path.peek();
      List<Integer> next = callees.get(at[0]);
      if (at[1] == next.size()) {
        finished.add(at[0]);
        path.pop();
        continue;
      }
      int callee = next.get(at[1]++);
      if (inside(callee) && !seen[callee]) {
        seen[callee] = true;
        path.push(new int[] {callee, 0});
      }
    }
  }

  private int[] columns(List<Integer> order) {
    int[] rank = new int[graph.nodes().size()];
    for (int i = 0; i < order.size(); i++) {
      rank[order.get(i)] = i;
    }
    int[] column = new int[rank.length];
    for (int node : order) {
      for (int callee : callees.get(node)) {
        if (inside(callee) && rank[callee] > rank[node]) {
          column[callee] = Math.max(column[callee], column[node] + 1);
        }
      }
    }
    // What nobody calls stands right before what it calls, not at the far left. What the outside
    // calls has a caller: it stays there.
    for (int node : order) {
      if (callers.get(node).isEmpty() && !callees.get(node).isEmpty()) {
        int[] called =
            callees.get(node).stream().filter(this::inside).mapToInt(c -> column[c]).toArray();
        column[node] = Math.max(0, Arrays.stream(called).min().orElse(1) - 1);
      }
    }
    return column;
  }

  private boolean inside(int node) {
    return graph.nodes().get(node).side() == Side.INSIDE;
  }
}
