package dev.nodecast.aggregator.map;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Who calls whom, without figures: all that places depend on. The order in which it is told makes
 * no difference. Calls of itself, and of what is no node, are left out.
 *
 * @param nodes by key
 * @param calls of positions in {@code nodes}, each once
 */
public record CallGraph(List<Node> nodes, List<Call> calls) {
  /**
   * Where something belongs: the world's callers stand on the left, what it answers on the right.
   */
  public enum Side {
    CALLER,
    INSIDE,
    CALLEE
  }

  /**
   * One service, or something of the outside.
   *
   * @param key unique
   * @param group what stands together: a namespace
   */
  public record Node(String key, String group, Side side) {}

  /** From one position to another. */
  public record Call(int from, int to) {
    public static final Comparator<Call> ORDER =
        Comparator.comparingInt(Call::from).thenComparingInt(Call::to);
  }

  public CallGraph {
    nodes = List.copyOf(nodes);
    calls = List.copyOf(calls);
  }

  /**
   * Of nodes and of pairs of their keys.
   *
   * @param calls caller and callee
   */
  public static CallGraph of(List<Node> nodes, Iterable<String[]> calls) {
    List<Node> sorted = new ArrayList<>(nodes);
    sorted.sort(Comparator.comparing(Node::key));
    Map<String, Integer> position = new HashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      position.put(sorted.get(i).key(), i);
    }
    LinkedHashSet<Call> known = new LinkedHashSet<>();
    for (String[] call : calls) {
      Integer from = position.get(call[0]);
      Integer to = position.get(call[1]);
      if (from != null && to != null && !from.equals(to)) {
        known.add(new Call(from, to));
      }
    }
    List<Call> ordered = new ArrayList<>(known);
    ordered.sort(Call.ORDER);
    return new CallGraph(sorted, ordered);
  }

  /** Positions that each calls. */
  public List<List<Integer>> callees() {
    List<List<Integer>> out = lists();
    calls.forEach(call -> out.get(call.from()).add(call.to()));
    return out;
  }

  /** Positions that each is called by. */
  public List<List<Integer>> callers() {
    List<List<Integer>> out = lists();
    calls.forEach(call -> out.get(call.to()).add(call.from()));
    return out;
  }

  private List<List<Integer>> lists() {
    List<List<Integer>> out = new ArrayList<>(nodes.size());
    nodes.forEach(node -> out.add(new ArrayList<>()));
    return out;
  }
}
