package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.RingBuffer;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Requests and their answers, of connections at whichever end is on this machine. Where the kernel
 * takes no program of it, it reads as a host where nothing happens; its subject says why. For one
 * thread.
 */
public final class Exchanges implements Subject {
  /** The subject's name. */
  public static final String NAME = "exchange";

  private static final String EVENTS = "exchange_events";
  private static final String ENCRYPTED = "exchange_encrypted";

  /** Where connections are kept; before Linux 6.3 in the first one alone. */
  private static final Set<String> LIVE = Set.of("exchange_sockets_live", "exchange_near_live");

  /** A ring of 2 MiB holds fewer, so one drain takes all that wait. */
  private static final int DRAIN_LIMIT = 8_000;

  /** The maps of a loaded subject. */
  private record Maps(
      BpfMap lost,
      BpfMap wanted,
      BpfMap sampling,
      BpfMap peers,
      RingBuffer events,
      ExchangeShapes shapes,
      Optional<Http2Counts> http2,
      MapReader encrypted,
      List<BpfProgram> live) {
    static Maps of(BpfObject object) {
      return new Maps(
          object.map("exchange_lost"),
          object.map("exchange_wanted"),
          object.map("exchange_sampling"),
          object.map("exchange_peers"),
          object.map(EVENTS).ring(ExchangeEvent.LAYOUT.size() + ExchangeEvent.SEGMENT),
          new ExchangeShapes(object.map("exchange_shapes")),
          object.maps().stream().anyMatch(map -> map.name().equals("exchange_http2_known"))
              ? Optional.of(new Http2Counts(object))
              : Optional.empty(),
          new MapReader(object.map(ENCRYPTED), 256),
          object.programs().stream()
              .filter(program -> LIVE.contains(program.name()) && program.attached())
              .toList());
    }
  }

  private final BpfSubject subject;

  /** One, or none when nothing loaded. */
  private final List<Maps> maps;

  private final ExchangeEvent view = new ExchangeEvent();
  private final ByteBuffer connection = Memory.direct(ExchangePeers.KEY.size());
  private final ByteBuffer peer = Memory.direct(Integer.BYTES);
  private ExchangeScope wanted = ExchangeScope.of(Set.of());
  private boolean peersWanted;
  private long events;

  private Exchanges(BpfSubject subject) {
    this.subject = subject;
    this.maps = subject.object().map(Maps::of).stream().toList();
  }

  /**
   * Loads and attaches the programs.
   *
   * @param wanted protocols that are looked for
   */
  public static Exchanges start(KernelSupport kernel, Slots slots, Set<ExchangeProtocol> wanted) {
    return start(kernel, slots, ExchangeScope.of(wanted), Capture.NEWEST, object -> {});
  }

  /**
   * The same by a way that may not be the kernel's best.
   *
   * @param prepare may resize maps
   */
  public static Exchanges start(
      KernelSupport kernel,
      Slots slots,
      ExchangeScope wanted,
      Capture capture,
      Consumer<BpfObject> prepare) {
    Consumer<BpfObject> lend = slots::prepare;
    Consumer<BpfObject> all = lend.andThen(prepare);
    Exchanges started =
        new Exchanges(
            capture == Capture.CALLS
                ? BpfSubject.startOlder(NAME, kernel, all)
                : BpfSubject.start(NAME, kernel, all));
    started.want(wanted);
    return started;
  }

  /** Changes what connections that begin from now on are looked at for. */
  public void want(ExchangeScope scope) {
    wanted = scope;
    long mask = scope.mask() | (peersWanted ? ExchangePeers.WANTED : 0);
    ByteBuffer value = Memory.direct(Long.BYTES).putLong(0, mask);
    maps.forEach(m -> m.wanted().update(Memory.direct(Integer.BYTES), value));
  }

  /**
   * Says which of the requests that are counted in the kernel are events too, from now on.
   *
   * @param intervalNs at least, for each request of one shape that is an event or in one; 0: each
   * @param most so many until this is called again
   */
  public void sample(long intervalNs, long most) {
    ByteBuffer value = Memory.direct(ExchangeSampling.LAYOUT.size());
    value.putLong(ExchangeSampling.INTERVAL_NS, intervalNs);
    value.putLong(ExchangeSampling.LEFT, most);
    maps.forEach(m -> m.sampling().update(Memory.direct(Integer.BYTES), value));
  }

  /**
   * From now on requests of one shape are between the same two, as {@link #peer} says; those of a
   * connection that it said nothing of are counted by themselves.
   */
  public void wantPeers() {
    if (!peersWanted) {
      peersWanted = true;
      want(wanted);
    }
  }

  /**
   * Who is at the other end of a connection.
   *
   * @param number not 0; whoever has the same is the same
   */
  public void peer(long socket, long sinceNs, int number) {
    connection.putLong(ExchangePeers.SOCKET, socket).putLong(ExchangePeers.SINCE, sinceNs);
    peer.putInt(0, number);
    maps.forEach(m -> m.peers().update(connection, peer));
  }

  /**
   * Ends exchanges whose answers have come to rest; those are among the next {@link #events}. Stops
   * when the ring is half full: then there may be more of them.
   */
  public void visit() {
    maps.forEach(m -> m.live().forEach(BpfProgram::iterateElements));
  }

  /**
   * Waits until there is much to read, or so long. Another thread may close it meanwhile, and waits
   * for the end of the wait.
   */
  public void await(int millis) {
    maps.forEach(m -> m.events().await(millis));
  }

  /** What came since the last call, in order for each connection; returns how many. */
  public int events(Consumer<ExchangeEvent> receiver) {
    int seen = 0;
    for (Maps m : maps) {
      seen +=
          m.events()
              .drain(
                  DRAIN_LIMIT,
                  (buffer, at, length) -> {
                    view.view(buffer, at);
                    receiver.accept(view);
                  });
    }
    events += seen;
    return seen;
  }

  /** What is counted in the kernel; empty when no program runs. */
  public Optional<ExchangeShapes> shapes() {
    return maps.stream().findFirst().map(Maps::shapes);
  }

  /** Where streams of HTTP/2 are counted in the kernel; empty where it cannot. */
  public Optional<Http2Counts> http2() {
    return maps.stream().findFirst().flatMap(Maps::http2);
  }

  /** Processes that opened or accepted connections of TLS since the last call. */
  public void encrypted(Consumer<EncryptedProcess> receiver) {
    maps.forEach(
        m ->
            m.encrypted()
                .drain(
                    (keys, key, values, value) ->
                        receiver.accept(EncryptedProcess.read(keys.getInt(key), values, value))));
  }

  @Override
  public BpfSubject programs() {
    return subject;
  }

  private long lost(int field) {
    long sum = 0;
    for (Maps m : maps) {
      ByteBuffer values = Memory.direct(m.lost().valueStride());
      m.lost().lookup(Memory.direct(Integer.BYTES), values);
      for (int cpu = 0; cpu < m.lost().copies(); cpu++) {
        sum += values.getLong(cpu * m.lost().copyStride() + field);
      }
    }
    return sum;
  }

  /** Exchanges that found the ring full, ever: in no count. */
  public long lostEvents() {
    return lost(ExchangeLost.EVENTS);
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(What.EVENTS, EVENTS, "", events),
        new SubjectCount(What.DROPPED, EVENTS, "ring_full", lostEvents()),
        new SubjectCount(What.DROPPED, EVENTS, "uncounted", lost(ExchangeLost.UNCOUNTED)),
        new SubjectCount(What.DROPPED, EVENTS, "unreadable_call", lost(ExchangeLost.CALLS)),
        new SubjectCount(What.DROPPED, EVENTS, "compat_call", lost(ExchangeLost.COMPAT)),
        new SubjectCount(What.DROPPED, EVENTS, "io_uring", lost(ExchangeLost.URING)),
        new SubjectCount(What.DROPPED, EVENTS, "late_rest", lost(ExchangeLost.RESTS)),
        new SubjectCount(
            What.UPDATE_ERRORS, "exchange_sockets", "table_full", lost(ExchangeLost.SOCKETS)),
        new SubjectCount(
            What.UPDATE_ERRORS, "exchange_requests", "table_full", lost(ExchangeLost.REQUESTS)),
        new SubjectCount(
            What.UPDATE_ERRORS, ENCRYPTED, "table_full", lost(ExchangeLost.ENCRYPTED)));
  }

  @Override
  public void close() {
    subject.close();
  }
}
