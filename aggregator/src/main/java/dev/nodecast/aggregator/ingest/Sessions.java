package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Connections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is connected. One stream per node name; a second agent of the same name is refused while the
 * first one is alive, but the same agent (same boot id) takes its own place over, since its old
 * stream may be dead without anybody knowing.
 */
public final class Sessions implements WindowStore.CommitListener {
  private static final int REMEMBERED_REFUSALS = 100;

  /** A refused agent, for the Status page. */
  public record Refusal(String node, String address, String reason, long atMs) {}

  record Claim(AgentSession keeper, AgentSession replaced) {}

  private record Sequence(String node, String boot) {}

  private final ProfileOrders orders;
  private volatile PodSource pods = PodSource.NONE;
  private volatile ConnectionSink connections = ConnectionSink.NONE;
  private final Map<String, AgentSession> byNode = new HashMap<>();

  /** Streams that did not say yet who they are. */
  private final Set<AgentSession> nameless = new HashSet<>();

  private final Map<Sequence, Long> accepted = new HashMap<>();
  private final Map<String, Refusal> refusals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Refusal> eldest) {
          return size() > REMEMBERED_REFUSALS;
        }
      };

  /** Whose orders are forgotten at a restart. */
  public Sessions() {
    this(ProfileOrders.inMemory());
  }

  public Sessions(ProfileOrders orders) {
    this.orders = orders;
  }

  /** How much a node was ordered to measure. */
  public Optional<ProfileOrders.Order> ordered(String node) {
    return orders.of(node);
  }

  /**
   * Orders how much a node measures, now and whenever it connects; an empty order takes back.
   *
   * @throws IOException when it cannot be kept; nothing is changed then
   */
  public void order(String node, Optional<ProfileOrders.Order> order) throws IOException {
    orders.set(node, order);
    AgentSession session;
    synchronized (this) {
      session = byNode.get(node);
    }
    // Not under this monitor: speaking takes the session's own.
    if (session != null) {
      // What holds now: of two that order at once, the one that is late here may have been first.
      session.order(orders.of(node));
    }
  }

  /** Agents are told of these pods from now on. */
  void pods(PodSource source) {
    pods = source;
  }

  /** The pods of a node; empty when there is no such node in the cluster. */
  Optional<List<NodePod>> pods(String node) {
    return pods.pods(node);
  }

  /**
   * Tells a node's agent, if it is connected, what changed among its pods; whoever connects is told
   * all.
   */
  void tellPods(String node) {
    AgentSession session;
    synchronized (this) {
      session = byNode.get(node);
    }
    if (session != null) {
      session.pods();
    }
  }

  /** What agents tell of connections goes there from now on. */
  void connections(ConnectionSink sink) {
    connections = sink;
  }

  /** An agent tells of connections. */
  void connections(String node, Connections told) {
    connections.told(node, told);
  }

  /**
   * Tells a node's agent who is at the other ends of its connections.
   *
   * @return whether it is there, and reads
   */
  boolean tellPeers(String node, List<AggregatorMessage> peers) {
    AgentSession session;
    synchronized (this) {
      session = byNode.get(node);
    }
    return session != null && session.peers(peers);
  }

  /** A stream was opened; it has no name yet. */
  synchronized void opened(AgentSession session) {
    nameless.add(session);
  }

  /**
   * Takes the node's place for a session.
   *
   * @return the session that keeps the place (the asking one is refused), or none; and the one that
   *     lost it, to be ended by the caller: ending takes that session's monitor, which must not be
   *     taken under this one
   */
  synchronized Claim claim(String node, AgentSession session) {
    AgentSession holder = byNode.get(node);
    if (holder != null && holder.isAlive() && !holder.boot().equals(session.boot())) {
      return new Claim(holder, null);
    }
    nameless.remove(session);
    byNode.put(node, session);
    return new Claim(null, holder);
  }

  /** The session's stream is over. */
  synchronized void leave(String node, AgentSession session) {
    nameless.remove(session);
    byNode.remove(node, session);
  }

  synchronized Collection<AgentSession> all() {
    List<AgentSession> all = new ArrayList<>(byNode.values());
    all.addAll(nameless);
    return all;
  }

  /**
   * A window of this sequence is about to be offered to the store.
   *
   * @return what {@link #notAccepted} needs when the store does not take it
   */
  synchronized long accepting(String node, String boot, long seq) {
    Long before = accepted.put(new Sequence(node, boot), seq);
    return before == null ? 0 : before;
  }

  synchronized void notAccepted(String node, String boot, long before) {
    if (before == 0) {
      accepted.remove(new Sequence(node, boot));
    } else {
      accepted.put(new Sequence(node, boot), before);
    }
  }

  /** The last frame of this sequence that is in a window that the store took; 0 for none. */
  synchronized long acceptedSeq(String node, String boot) {
    return accepted.getOrDefault(new Sequence(node, boot), 0L);
  }

  synchronized void refused(String node, String address, String reason) {
    // Without the port, which is another one at each attempt.
    String key = node + " " + address.substring(0, Math.max(0, address.lastIndexOf(':')));
    refusals.remove(key);
    refusals.put(key, new Refusal(node, address, reason, System.currentTimeMillis()));
  }

  /** The last refusals, oldest first. */
  public synchronized List<Refusal> refusals() {
    return new ArrayList<>(refusals.values());
  }

  @Override
  public void committed(String node, String boot, long seq) {
    AgentSession session;
    synchronized (this) {
      session = byNode.get(node);
      // Committed is in the store's watermarks from now on; only what waits is remembered here.
      accepted.computeIfPresent(new Sequence(node, boot), (k, last) -> last <= seq ? null : last);
    }
    if (session != null && session.boot().equals(boot)) {
      session.acknowledge(seq);
    }
  }
}
