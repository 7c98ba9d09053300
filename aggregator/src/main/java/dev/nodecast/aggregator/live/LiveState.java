package dev.nodecast.aggregator.live;

import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** All nodes, by name. Bounded: a new node beyond the limit is refused. */
public final class LiveState {
  private final ConcurrentSkipListMap<String, NodeState> nodes = new ConcurrentSkipListMap<>();
  private final RecentEvents events = new RecentEvents();
  private final RecentSpans spans = new RecentSpans();
  private final int maxNodes;
  private final long maxEntities;
  private final AtomicLong entities = new AtomicLong();
  private final AtomicLong version = new AtomicLong();

  /**
   * @param maxEntities most living entities of all nodes together
   */
  public LiveState(int maxNodes, long maxEntities) {
    this.maxNodes = maxNodes;
    this.maxEntities = maxEntities;
  }

  /** Known nodes in order of their names, those that are silent too. */
  public Collection<NodeState> nodes() {
    return nodes.values();
  }

  /** Null when no agent of that name ever came. */
  public NodeState node(String name) {
    return nodes.get(name);
  }

  /** What happened last, on all nodes. */
  public RecentEvents events() {
    return events;
  }

  /** The newest spans of each service. */
  public RecentSpans spans() {
    return spans;
  }

  public long entities() {
    return entities.get();
  }

  /** Grows with every applied frame: what was rendered at the same version is still true. */
  public long version() {
    return version.get();
  }

  /** The node of a new stream; null at the limit. */
  public synchronized NodeState open(String name, NodeState.AgentInfo agent) {
    NodeState known = nodes.get(name);
    if (known != null) {
      known.agent(agent);
      version.incrementAndGet();
      return known;
    }
    if (nodes.size() >= maxNodes) {
      return null;
    }
    NodeState node = new NodeState(name, agent);
    nodes.put(name, node);
    version.incrementAndGet();
    return node;
  }

  /** The stream of that agent is over; another one may have taken its place already. */
  public synchronized void disconnected(String name, NodeState.AgentInfo agent) {
    NodeState node = nodes.get(name);
    if (node != null && node.agent() == agent) {
      node.agent(
          new NodeState.AgentInfo(
              agent.boot(),
              agent.version(),
              agent.kernel(),
              agent.architecture(),
              agent.address(),
              agent.connectedMs(),
              false,
              agent.unknown()));
      version.incrementAndGet();
    }
  }

  /**
   * Forgets a node that has been silent for long.
   *
   * @return false when it is not known, or its stream is open: that one still writes to it
   */
  public synchronized boolean forget(String name) {
    NodeState gone = nodes.get(name);
    if (gone == null) {
      return false;
    }
    synchronized (gone) {
      if (gone.agent().connected()) {
        return false;
      }
      nodes.remove(name);
      for (KindState kind : gone.kinds) {
        entities.addAndGet(-kind.entities());
      }
    }
    version.incrementAndGet();
    return true;
  }

  boolean takeEntity() {
    if (entities.incrementAndGet() > maxEntities) {
      entities.decrementAndGet();
      return false;
    }
    return true;
  }

  void giveBack(int count) {
    entities.addAndGet(-count);
  }

  void changed() {
    version.incrementAndGet();
  }
}
