package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeEvent;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.ExchangeShapes;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.catalog.ServiceKind;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * From the kernel's events to rows. What is asked again and again is handed to the kernel to be
 * counted there; its counts end up in the same rows. For one thread at a time.
 */
public final class ExchangeReader implements Exchanged {
  /** A visit stops when the ring is half full, which fewer events do not make it. */
  private static final int BURST = 600;

  /** Visits of one tick: more than end all connections that the kernel program has room for. */
  private static final int ROUNDS = 128;

  /** EXCHANGE_PEEK: what a shape is made of. */
  private static final int PEEK = 64;

  private final Parties parties;
  private final Protocols protocols;
  private final Connections connections;
  private final Acquaintances acquaintances;
  private final Shapes shapes;
  private final Map<String, Long> unread = new TreeMap<>();
  private long limited;

  private final SpanSampler spans;
  private final Turn turn = new Turn();
  private final Sums nowhere = new Sums();
  private final Exchange known = new Exchange();
  private Optional<ExchangeShapes> kernel = Optional.empty();

  // Of the event that is being read.
  private ExchangeEvent current;
  private Party party;
  private Party labelled;
  private int found;
  private boolean alike;
  private String operation;
  private String target;
  private String status;
  private Sums between;

  /**
   * @param proc where processes are looked up
   */
  public ExchangeReader(Path proc) {
    this(proc, SpanSettings.OFF, Acquaintances.NONE, new DnsAddresses());
  }

  /**
   * @param proc where processes are looked up
   * @param sampling which exchanges become spans
   * @param acquaintances are told of each exchange, too
   * @param addresses take what DNS answers
   */
  public ExchangeReader(
      Path proc, SpanSettings sampling, Acquaintances acquaintances, DnsAddresses addresses) {
    spans = new SpanSampler(sampling, System.nanoTime());
    shapes = new Shapes(spans.kernel()::counted);
    protocols = new Protocols(addresses, shapes);
    connections = new Connections(protocols);
    parties = new Parties(proc);
    this.acquaintances = acquaintances;
  }

  /** Takes what waits; returns whether the kernel counts more than before. */
  public boolean drain(Exchanges from) {
    int before = counted(from);
    events(from);
    return counted(from) > before;
  }

  private static int counted(Exchanges from) {
    return from.shapes().map(ExchangeShapes::size).orElse(0);
  }

  private int events(Exchanges from) {
    kernel = from.shapes();
    protocols.count(from.http2().orElse(null));
    return from.events(this::event);
  }

  /** Takes what the kernel counted, and ends what has come to rest. */
  public void settle(Exchanges from) {
    int rounds = 0;
    do {
      from.visit();
    } while (events(from) > BURST && ++rounds < ROUNDS);
    protocols.settle(System.nanoTime(), this); // CLOCK_MONOTONIC, as the kernel's times are
    kernel.ifPresent(counts -> counts.read(shapes));
    settled();
  }

  /** A tick is over. */
  void settled() {
    shapes.settled();
    for (Party each : parties.all()) {
      limited += each.takeLimited();
    }
  }

  /**
   * The spans of what ended since the last call; asks for those of the next tick.
   *
   * @param elapsedNs since then
   */
  public void sample(Exchanges from, long elapsedNs, SpanSampler.Chosen to) {
    spans.take(elapsedNs, to);
    spans.kernel().settle(elapsedNs, from);
  }

  /** Who chooses spans, for what it left out. */
  public SpanSampler spans() {
    return spans;
  }

  /** Everyone, with the rows that are to be told and cleared. */
  public Collection<Party> parties() {
    return parties.all();
  }

  /** Nothing of it is remembered any more. */
  public void remove(Party gone) {
    parties.remove(gone);
    shapes.remove(gone);
  }

  /** What could not be read, ever, by reason. */
  public Map<String, Long> unreadByReason() {
    return unread;
  }

  /** Requests that are summed in {@code ~other}, ever, as of the last tick. */
  public long limited() {
    return limited;
  }

  /** Connections whose memory was given to others, ever. */
  public long evicted() {
    return connections.evicted();
  }

  void event(ExchangeEvent event) {
    current = event;
    between = nowhere;
    labelled = null;
    if (event.counted()) {
      sample(event);
    } else {
      tell(event);
    }
    if (event.ended()) {
      connections.remove(event.socket(), event.sinceNs());
      acquaintances.ended(event);
    }
    current = null; // what a timeout tells is of no event
  }

  private void tell(ExchangeEvent event) {
    party = parties.of(event, event.protocol().text());
    if (party == null) {
      unread("party_limit");
      return;
    }
    acquaintances.event(event, party);
    if (event.bare()) {
      bare(event);
    } else {
      read(event);
    }
  }

  private void read(ExchangeEvent event) {
    turn.fill(event, party.key);
    Dialogue dialogue = connections.of(event.protocol(), turn.socket, turn.sinceNs);
    if (dialogue == null) {
      unread("no_parser");
    } else if (event.segment()) {
      dialogue.segment(turn, event.toServer(), this);
    } else {
      turn.fillAnswer(event);
      turn.head = event.headless() ? head(event.shape()) : "";
      found = 0;
      dialogue.turn(turn, this);
      learn(event);
    }
  }

  /** One that the kernel counts, as it is: here it can only become a span. */
  private void sample(ExchangeEvent event) {
    spans.kernel().told(event.requests());
    Shapes.Shape shape = shapes.find(event.shape());
    if (shape == null) {
      return;
    }
    answered(event, shape);
    if (event.protocol() == ExchangeProtocol.HTTP1 && !event.bare()) {
      known.trace.readHead(turn.request, 0, event.request(turn.request));
    }
    Row row = shape.party.row(known.operation, known.target, known.status);
    for (int i = 0; i < event.requests(); i++) {
      SampledExchange kept = spans.offer(shape.party, row, known);
      if (kept != null) {
        peer(kept);
      }
    }
  }

  private void peer(SampledExchange of) {
    of.hasPeer = current.hasRemoteAddress();
    current.remoteAddress(of.peer);
    of.peerPort = current.remotePort();
  }

  /** Forgotten since the kernel knew it: still one request. */
  private String head(long shape) {
    Shapes.Shape of = shapes.find(shape);
    return of == null ? ServiceKind.OTHER : of.operation;
  }

  /** Its bytes were not kept, since the same was asked before: only the answer is news. */
  private void bare(ExchangeEvent event) {
    Shapes.Shape shape = shapes.find(event.shape());
    if (shape == null || event.headless()) {
      unread("cut");
      // whoever pairs requests with answers must not take these answers for those of others
      connections.remove(event.socket(), event.sinceNs());
    }
    if (shape == null) {
      return;
    }
    answered(event, shape);
    for (int i = event.requests(); i > 0; i--) {
      exchange(known);
    }
    count(event, shape);
  }

  /** What is known of a request of a shape that was understood before. */
  private void answered(ExchangeEvent event, Shapes.Shape shape) {
    known.operation = shape.operation;
    known.target = shape.target;
    known.status = Protocols.status(event.protocol(), event.status());
    known.error =
        event.unanswered() || Protocols.failed(event.protocol(), event.status(), event.server());
    known.startNs = event.requestNs();
    known.endNs = event.endNs();
    known.requestBytes = event.requestBytes() / event.requests();
    known.responseBytes = event.responseBytes() / event.requests();
    known.trace.clear();
  }

  /**
   * Only what is as many requests as the kernel sees in it, all alike and nothing else, with the
   * first one's line in the bytes that make the shape. Those of a connection by itself are not
   * worth it before there were some.
   */
  private void learn(ExchangeEvent event) {
    if (event.shape() == 0
        || event.headless()
        || found != event.requests()
        || !alike
        || event.status() == 0
        || (between.alone() && between.requests < Shapes.OFTEN)
        || turn.requestLength < Math.min(event.firstBytes(), ExchangeEvent.REQUEST)
        || !lineIsIn(turn.request, Math.min(PEEK, turn.requestLength))) {
      return;
    }
    Shapes.Shape shape = shapes.learn(event.shape(), party, operation, target);
    if (shape != null && shape.party == party) {
      count(event, shape);
    }
  }

  private void count(ExchangeEvent event, Shapes.Shape shape) {
    if (shapes.often(shape, event.requests(), between) && event.status() != 0) {
      kernel.ifPresent(counts -> counts.add(event.shape(), event.status(), between.alone()));
    }
  }

  private static boolean lineIsIn(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  @Override
  public void exchange(Exchange exchange) {
    alike =
        found++ == 0
            || (alike
                && exchange.operation.equals(operation)
                && exchange.target.equals(target)
                && exchange.status.equals(status));
    operation = exchange.operation;
    target = exchange.target;
    status = exchange.status;
    Party of = owner(exchange);
    if (of == null) {
      unread("party_limit");
      return;
    }
    Row row = of.row(exchange.operation, exchange.target, exchange.status);
    if (exchange.counted) {
      spans.kernel().told(1);
      span(exchange, of, row);
      return;
    }
    row.add(exchange);
    between = acquaintances.sums(exchange, of);
    between.add(exchange);
    if (exchange.countable) {
      exchange.shape = count(exchange, of);
    }
    span(exchange, of, row);
  }

  /** What the kernel counts as this from now on; 0: nothing. */
  private long count(Exchange exchange, Party of) {
    Shapes.Shape shape = shapes.find(exchange.shape);
    boolean known = shape != null && shape.party == of;
    long number =
        known
            ? shapes.settled(exchange.shape)
            : shapes.number(of, exchange.operation, exchange.target, between);
    shape = shapes.find(number);
    if (shape != null && shapes.seen(shape, 1, between) && exchange.statusNumber != 0) {
      kernel.ifPresent(counts -> counts.add(number, exchange.statusNumber, false));
    }
    return number;
  }

  private void span(Exchange exchange, Party of, Row row) {
    SampledExchange kept = spans.offer(of, row, exchange);
    if (kept != null && current != null && (exchange.owner == null || of == party)) {
      peer(kept);
    }
  }

  /** Whose it is: as the parser says, if it says so. */
  private Party owner(Exchange exchange) {
    if (exchange.owner != null) {
      return parties.of(exchange.owner);
    }
    if (exchange.protocol.isEmpty()) {
      return party;
    }
    if (labelled == null || !labelled.key.label().equals(exchange.protocol)) {
      labelled = parties.of(current, exchange.protocol);
    }
    return labelled;
  }

  @Override
  public void unread(String reason) {
    unread.merge(reason, 1L, Long::sum);
  }
}
