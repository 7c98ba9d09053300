package dev.nodecast.aggregator.edge;

import dev.nodecast.aggregator.edge.End.Certainty;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Puts the two ends of connections together. A tuple that is the same at both ends, or that a
 * Service explains, is matched at once. Where an address was rewritten what is left of the tuple
 * must be seen at both ends at the same time and fit no third; that is decided a little later, when
 * all ends were told. What has no other end after {@link #PATIENCE_MS} is named by its address.
 *
 * <p>Any thread may call; it holds its own monitor only, and calls nobody but {@link AddressNames}
 * under it.
 */
public final class EdgeJoin {
  /** Ends that are remembered; of more the one that was silent longest goes. */
  public static final int MAX_ENDS = 131_072;

  /** Agents tell an end up to a second after it had its first request. */
  static final long PATIENCE_MS = 3_000;

  /** Before which what is not certain is not decided. */
  static final long WEAK_MS = 1_500;

  /** Open connections that are in use are told each minute. */
  static final long OPEN_MS = 600_000;

  /** The other end of one that is over may be on its way. */
  static final long ENDED_MS = 30_000;

  private record Key(String agent, long id) {}

  /** What was found out since start. */
  public final LongAdder joined = new LongAdder();

  /** Ends that were named by their other end's address. */
  public final LongAdder alone = new LongAdder();

  /** Of these, those where more than one other end would fit. */
  public final LongAdder ambiguous = new LongAdder();

  /** Ends that were forgotten because there were more than {@link #MAX_ENDS}. */
  public final LongAdder evicted = new LongAdder();

  private final AddressNames names;
  private final LongSupplier clock;
  private final int most;
  private final EndIndex index = new EndIndex();
  private final EndMatch match;

  /** The one that nothing was heard of for longest first. */
  private final LinkedHashMap<Key, End> ends = new LinkedHashMap<>(64, 0.75f, true);

  private final Deque<End> waiting = new ArrayDeque<>();
  private final Deque<End> over = new ArrayDeque<>();
  private Map<String, Map<Peer, List<Long>>> answers = new HashMap<>();

  /**
   * @param clock milliseconds that only grow
   */
  public EdgeJoin(AddressNames names, LongSupplier clock) {
    this(names, clock, MAX_ENDS);
  }

  EdgeJoin(AddressNames names, LongSupplier clock, int most) {
    this.names = names;
    this.clock = clock;
    this.most = most;
    match = new EndMatch(index, names);
  }

  /** An agent tells of connections, for the first time or again, and of those that are over. */
  public synchronized void told(
      String agent, Collection<ToldConnection> connections, Collection<Long> ended) {
    long now = clock.getAsLong();
    for (ToldConnection told : connections) {
      End known = ends.get(new Key(agent, told.id()));
      if (known == null) {
        enter(new End(agent, told, now));
      } else {
        known.heardMs = now;
        if (told.ended()) {
          end(known, now);
        }
        again(known);
      }
    }
    for (long id : ended) {
      End known = ends.get(new Key(agent, id));
      if (known != null) {
        end(known, now);
      }
    }
  }

  private void enter(End end) {
    for (End before : index.before(end)) {
      end(before, end.sinceMs);
      forget(before);
    }
    if (ends.size() >= most) {
      evicted.increment();
      forget(ends.values().iterator().next());
    }
    ends.put(new Key(end.agent, end.told.id()), end);
    index.add(end);
    if (end.endedMs != Long.MAX_VALUE) {
      over.add(end);
    }
    waiting.add(end);
    match(end, Certainty.EXPLAINED);
  }

  /** Told again, the agent may not have heard the answer. */
  private void again(End known) {
    if (known.peer != null) {
      answer(known, known.peer);
    } else {
      match(known, Certainty.EXPLAINED);
    }
  }

  private void end(End end, long atMs) {
    if (end.endedMs == Long.MAX_VALUE) {
      end.endedMs = atMs;
      over.add(end);
    }
  }

  private void forget(End end) {
    ends.remove(new Key(end.agent, end.told.id()), end);
    index.remove(end);
    if (end.peer == null) {
      alone(end);
    }
  }

  /** Whether its other end is known now. */
  private boolean match(End end, Certainty least) {
    End other = match.best(end, least);
    if (other == null || match.best(other, least) != end) {
      return false;
    }
    end.other = other;
    other.other = end;
    joined.increment();
    answer(end, other.told.self());
    answer(other, end.told.self());
    return true;
  }

  private void answer(End end, Peer peer) {
    end.peer = peer;
    answers
        .computeIfAbsent(end.agent, agent -> new HashMap<>())
        .computeIfAbsent(peer, p -> new ArrayList<>())
        .add(end.told.id());
  }

  private void alone(End end) {
    alone.increment();
    Endpoint remote = end.told.remote();
    if (remote.address().loopback()) {
      answer(end, new Peer(Peer.Kind.NODE, "", "", end.agent));
    } else if (remote.address().unspecified()) {
      answer(end, Peer.UNKNOWN);
    } else {
      answer(end, names.of(remote, !end.told.server()));
    }
  }

  /** Ids by peer by agent: what was found since the last call. Call a few times a second. */
  public synchronized Map<String, Map<Peer, List<Long>>> answers() {
    long now = clock.getAsLong();
    for (Iterator<End> all = waiting.iterator(); all.hasNext(); ) {
      End end = all.next();
      long waited = now - end.enteredMs;
      boolean due = waited >= (end.tried == 0 ? WEAK_MS : PATIENCE_MS);
      if (end.peer == null && due) {
        end.tried++;
        if (!match(end, Certainty.SAME_SOURCE) && waited >= PATIENCE_MS) {
          ambiguous.add(match.several(end) ? 1 : 0);
          alone(end);
        }
      }
      if (end.peer != null) {
        all.remove();
      } else if (waited < WEAK_MS) {
        break; // later ones came later
      }
    }
    expire(now);
    Map<String, Map<Peer, List<Long>>> found = answers;
    answers = new HashMap<>();
    return found;
  }

  private void expire(long now) {
    while (!over.isEmpty() && over.peek().endedMs + ENDED_MS < now) {
      forget(over.poll());
    }
    while (!ends.isEmpty()) {
      End eldest = ends.values().iterator().next();
      if (eldest.heardMs + OPEN_MS >= now) {
        return;
      }
      forget(eldest);
    }
  }

  /** Ends that are remembered now. */
  public synchronized int size() {
    return ends.size();
  }
}
