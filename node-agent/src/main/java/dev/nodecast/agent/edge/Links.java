package dev.nodecast.agent.edge;

import dev.nodecast.agent.exchange.Acquaintances;
import dev.nodecast.agent.exchange.ConnectionKey;
import dev.nodecast.agent.exchange.Exchange;
import dev.nodecast.agent.exchange.Party;
import dev.nodecast.agent.exchange.Sums;
import dev.nodecast.bpf.exchange.ExchangeEvent;
import dev.nodecast.bpf.exchange.Exchanges;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * The connections of this machine that carried an exchange, and with whom they are: asked of the
 * aggregator, and told to the kernel where it counts. What nobody answers in time is named by its
 * address. Exchanges are never lost by it: they are in the row of the two, or wait. For one thread
 * at a time.
 */
public final class Links implements Acquaintances {
  /** Those that are remembered: of more the one that was silent longest goes and is asked anew. */
  static final int MAX_LINKS = 32_768;

  /** Those that wait for an answer. */
  static final int MAX_PENDING = 4_096;

  /** Both ends of 1,000 new connections a second, if both are here; and some that go on. */
  static final int ASKED_PER_SECOND = 2_500;

  /** The aggregator answers within 3 s. */
  static final long ANSWER_NS = 6_000_000_000L;

  /** For whoever has no name yet, or finds no room to ask. */
  static final long ASK_NS = 12_000_000_000L;

  /** One that goes on is told again, so that its other end finds it. */
  static final long AGAIN_NS = 60_000_000_000L;

  private final PeerQueue queue;
  private final Edges edges;
  private final AddressLabels addresses;
  private final LongSupplier nanos;
  private final PeerNumbers numbers = new PeerNumbers();
  private final Map<String, Long> dropped = new ConcurrentSkipListMap<>();
  private final ConnectionKey wanted = new ConnectionKey();
  private final Map<Long, Link> asked = new HashMap<>();
  private final ArrayDeque<Link> pending = new ArrayDeque<>();

  private final LinkedHashMap<ConnectionKey, Link> links =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConnectionKey, Link> eldest) {
          return size() > MAX_LINKS;
        }
      };

  /** Above those of an agent that ran here before. */
  private long ids = System.currentTimeMillis() << 20;

  private Link current;
  private Optional<Exchanges> kernel = Optional.empty();
  private double mayAsk = ASKED_PER_SECOND;
  private long mayAskNs;
  private volatile int waiting;

  /**
   * @param nanos the clock that the kernel's times are by
   */
  public Links(PeerQueue queue, Edges edges, AddressLabels addresses, LongSupplier nanos) {
    this.queue = queue;
    this.edges = edges;
    this.addresses = addresses;
    this.nanos = nanos;
    mayAskNs = nanos.getAsLong();
  }

  @Override
  public void event(ExchangeEvent event, Party party) {
    current = links.get(wanted.set(event.socket(), event.sinceNs()));
    long now = event.endNs() == 0 ? event.requestNs() : event.endNs();
    if (current == null) {
      if (event.ended() && event.segment()) {
        return; // the end of one that nothing is known of
      }
      current = new Link(ids++, party, event, nanos.getAsLong());
      links.put(current.key, current);
    } else if (current.peer != null && current.askedNs != 0 && now - current.askedNs > AGAIN_NS) {
      ask(current, now);
    }
  }

  @Override
  public Sums sums(Exchange exchange, Party of) {
    Link link =
        exchange.socket == 0 ? current : links.get(wanted.set(exchange.socket, exchange.sinceNs));
    if (link == null) {
      count("forgotten");
      return edges.of(of, Peer.UNKNOWN).sums;
    }
    if (link.peer == null) {
      await(link);
      if (link.peer == null) {
        return link.pending(of);
      }
    }
    Edge edge = link.last(of);
    if (edge == null) {
      edge = edges.of(of, link.peer);
      link.last(of, edge);
    }
    return edge.sums;
  }

  private void await(Link link) {
    if (link.awaited) {
      return;
    }
    link.awaited = true;
    if (pending.size() >= MAX_PENDING) {
      count("pending_full");
      settle(link, addresses.of(link.remote));
    } else {
      pending.add(link);
    }
  }

  @Override
  public void ended(ExchangeEvent event) {
    Link link = current;
    if (link == null) {
      return;
    }
    link.ended = true;
    if (link.peer != null || !link.awaited) {
      links.remove(link.key);
    }
    if (link.askedNs != 0) {
      queue.ended(link.id);
    }
  }

  /** Takes answers and asks; call many times a second. */
  public void drain(Exchanges exchanges) {
    exchanges.wantPeers();
    kernel = Optional.of(exchanges);
    for (PeerQueue.Answer answer : queue.answers()) {
      Link link = asked.get(answer.id());
      if (link != null && link.peer == null) {
        settle(link, addresses.named(answer.peer(), link.remote));
      }
    }
    long now = nanos.getAsLong();
    mayAsk = Math.min(ASKED_PER_SECOND, mayAsk + (now - mayAskNs) / 1e9 * ASKED_PER_SECOND);
    mayAskNs = now;
    for (Iterator<Link> all = pending.iterator(); all.hasNext(); ) {
      Link link = all.next();
      if (link.peer == null) {
        look(link, now);
      }
      if (link.peer != null) {
        all.remove();
      }
    }
    waiting = pending.size();
    queue.asked();
  }

  private void look(Link link, long now) {
    if (link.askedNs == 0) {
      ask(link, now);
    }
    boolean unanswered = link.askedNs != 0 && now - link.askedNs > ANSWER_NS;
    if (unanswered || now - link.beganNs > ASK_NS) {
      count(unanswered ? "unanswered" : "unasked");
      settle(link, addresses.of(link.remote));
    }
  }

  private void ask(Link link, long now) {
    if (link.party.owner == null || mayAsk < 1) {
      return;
    }
    if (queue.ask(link.question(link.party.owner))) {
      mayAsk--;
      link.askedNs = now;
      if (link.peer == null) {
        asked.put(link.id, link);
      }
    }
  }

  private void settle(Link link, Peer peer) {
    asked.remove(link.id);
    link.settle(peer).forEach((party, sums) -> sums.move(edges.of(party, peer).sums));
    if (link.ended) {
      links.remove(link.key);
    } else if (link.counted()) {
      int number = numbers.of(peer);
      kernel.ifPresent(to -> to.peer(link.key.socket, link.key.sinceNs, number));
    }
  }

  private void count(String reason) {
    dropped.merge(reason, 1L, Long::sum);
  }

  /**
   * Connections that are named by less than their other end, ever, by reason; any thread may ask.
   */
  public Map<String, Long> dropped() {
    Map<String, Long> all = new TreeMap<>(dropped);
    all.put("answers_full", queue.dropped());
    all.put("row_limit", edges.refused());
    return all;
  }

  /** Those that wait for an answer; any thread may ask. */
  public int pending() {
    return waiting;
  }
}
