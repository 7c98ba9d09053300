package dev.nodecast.agent.edge;

import dev.nodecast.agent.exchange.Party;
import dev.nodecast.agent.exchange.Sums;

/** What one program asked of, or answered to, one other. */
public final class Edge {
  /** At this end. */
  public final Party party;

  public final Peer peer;
  public final Sums sums = new Sums();

  /** Tellings since it last had something. */
  public int idle;

  /** It is in no table any more. */
  boolean removed;

  Edge(Party party, Peer peer) {
    this.party = party;
    this.peer = peer;
  }

  /** It was told. */
  public void clear() {
    idle = sums.requests == 0 ? idle + 1 : 0;
    sums.clear();
  }
}
