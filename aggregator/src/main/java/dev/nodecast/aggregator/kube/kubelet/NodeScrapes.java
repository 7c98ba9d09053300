package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each node is due. Every node has a place of its own in the interval, so that a thousand are
 * asked evenly and not at once. A node that does not answer is asked less and less often, up to
 * {@link #MAX_WAIT} intervals. Used by one thread.
 */
final class NodeScrapes {
  /** In intervals: at 10 s, a node that came back is seen within 80 s. */
  static final int MAX_WAIT = 8;

  private final long intervalMs;
  private final Map<String, NodeState> states = new HashMap<>();

  NodeScrapes(long intervalMs) {
    this.intervalMs = intervalMs;
  }

  /** Takes in what nodes there are; those that went are forgotten. */
  void nodes(Collection<NodeRecord> nodes, long nowMs) {
    Map<String, NodeRecord> present = new HashMap<>();
    nodes.forEach(node -> present.put(node.meta().name(), node));
    states.keySet().retainAll(present.keySet());
    present.forEach(
        (name, node) ->
            states.computeIfAbsent(name, n -> new NodeState(nowMs + place(name))).node(node));
  }

  /** The nodes that are due; each then has its next turn an interval later. */
  List<NodeState> due(long nowMs) {
    List<NodeState> due = new ArrayList<>();
    for (NodeState state : states.values()) {
      if (state.dueMs() <= nowMs) {
        // By whole intervals: a late tick must not move the node from its place.
        state.due(state.dueMs() + (1 + (nowMs - state.dueMs()) / intervalMs) * intervalMs);
        if (state.takeTurn(MAX_WAIT)) {
          due.add(state);
        }
      }
    }
    return due;
  }

  Collection<NodeState> all() {
    return states.values();
  }

  private long place(String name) {
    // String's hash differs little between node-1 and node-2; this spreads such neighbours.
    return Math.floorMod((name.hashCode() * 0x9E3779B97F4A7C15L) >>> 16, intervalMs);
  }
}
