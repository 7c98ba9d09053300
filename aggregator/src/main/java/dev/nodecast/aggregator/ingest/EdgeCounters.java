package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.edge.EdgeJoin;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What finding the other ends of connections counts. */
public final class EdgeCounters {
  final LongAdder told = new LongAdder();
  final LongAdder senseless = new LongAdder();
  final LongAdder unheard = new LongAdder();
  private final EdgeJoin join;

  EdgeCounters(EdgeJoin join) {
    this.join = join;
  }

  /** Connections that agents told of, each time. */
  public long told() {
    return told.sum();
  }

  /** Connections of which both ends were told, and put together. */
  public long joined() {
    return join.joined.sum();
  }

  /** Ends that were named by their other end's address. */
  public long alone() {
    return join.alone.sum();
  }

  /** Ends that are remembered. */
  public int remembered() {
    return join.size();
  }

  /** By reason: what was told and led to no answer, or to a lesser one. */
  public Map<String, Long> dropped() {
    Map<String, Long> dropped = new TreeMap<>();
    dropped.put("malformed", senseless.sum());
    dropped.put("agent_busy", unheard.sum());
    dropped.put("table_full", join.evicted.sum());
    dropped.put("ambiguous", join.ambiguous.sum());
    return dropped;
  }
}
