package dev.nodecast.agent.edge;

import dev.nodecast.agent.exchange.Party;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The rows: what each two did. For one thread at a time. */
public final class Edges {
  /** Of one machine; what comes later is with {@code ~other}. */
  static final int MAX = 4_096;

  private static final Peer OTHER = new Peer(Peer.UNKNOWN.kind(), "", "", "~other");

  private record Key(Party.Key party, Peer peer) {}

  private final Map<Key, Edge> edges = new HashMap<>();
  private final LongAdder refused = new LongAdder();

  Edge of(Party party, Peer peer) {
    Key key = new Key(party.key, peer);
    Edge known = edges.get(key);
    if (known != null) {
      return known;
    }
    // Of parties there is a bounded number, and each has one row for what is too much.
    if (edges.size() >= MAX && !peer.equals(OTHER)) {
      refused.increment();
      return of(party, OTHER);
    }
    Edge edge = new Edge(party, peer);
    edges.put(key, edge);
    return edge;
  }

  /** Every row. */
  public List<Edge> all() {
    return new ArrayList<>(edges.values());
  }

  /** Forgets a row, which comes again when it is asked for. */
  public void remove(Edge edge) {
    edge.removed = true;
    edges.remove(new Key(edge.party.key, edge.peer));
  }

  /** Times that a row found no room, ever; any thread may ask. */
  long refused() {
    return refused.sum();
  }
}
