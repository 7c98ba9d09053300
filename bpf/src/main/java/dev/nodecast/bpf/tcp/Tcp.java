package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.MappedArray;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.SlotSubject;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * TCP by cgroup and by peer. Where the kernel takes no program of it, it reads as a host where
 * nothing happens; its subject says why. For one thread.
 */
public final class Tcp implements Subject {
  /** The subject's name. */
  public static final String NAME = "tcp";

  private static final String LIVE = "tcp_sockets_live";
  private static final String SOCKETS = "tcp_sockets";
  private static final String DROPS = "tcp_drops";

  /** In this order: listeners tell which of the connections came in. */
  private static final List<String> OLD = List.of("tcp_old_listeners", "tcp_old_connections");

  private final SlotSubject subject;
  private final Optional<BpfProgram> live;
  private final Optional<MappedArray> lost;
  private final Optional<TcpPeers> peers;
  private final Optional<TcpDrops> drops;

  private Tcp(SlotSubject subject, Slots slots) {
    this.subject = subject;
    Optional<BpfObject> object = subject.programs().object();
    this.lost = object.map(o -> o.map("tcp_lost").memory());
    this.peers = object.map(o -> new TcpPeers(o, slots));
    this.drops = object.map(o -> new TcpDrops(o.map(DROPS)));
    for (String name : OLD) {
      program(name).ifPresent(BpfProgram::iterate);
    }
    this.live = program(LIVE);
  }

  /** Loads and attaches the programs, and looks for the connections that are there already. */
  public static Tcp start(KernelSupport kernel, Slots slots) {
    return start(kernel, slots, object -> {});
  }

  static Tcp start(KernelSupport kernel, Slots slots, Consumer<BpfObject> prepare) {
    return new Tcp(SlotSubject.start(NAME, TcpCounts.LAYOUT, kernel, slots, prepare), slots);
  }

  /** One that this kernel takes. */
  private Optional<BpfProgram> program(String name) {
    return subject.programs().support().stream()
        .filter(support -> support.program().equals(name) && support.loaded())
        .findFirst()
        .flatMap(support -> subject.programs().object())
        .flatMap(o -> o.programs().stream().filter(p -> p.name().equals(name)).findFirst());
  }

  /**
   * Reads the counters of all connections that live, so that theirs are among {@link #counters} and
   * {@link #peers}. Costs some 0.5 us for each; where the kernel does not take the iterator,
   * connections are counted when they close.
   */
  public void visit() {
    live.ifPresent(BpfProgram::iterateElements);
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link TcpCounts} of each slot; empty when no program runs. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  /** Empty when no program runs. */
  public Optional<TcpPeers> peers() {
    return peers;
  }

  /** Empty when no program runs. */
  public Optional<TcpDrops> drops() {
    return drops;
  }

  /** What had no room or no owner, ever. */
  public TcpLost lost() {
    AtomicReference<TcpLost> read = new AtomicReference<>(TcpLost.NOTHING);
    lost.ifPresent(memory -> memory.read(buffer -> read.set(TcpLost.read(buffer))));
    return read.get();
  }

  @Override
  public List<SubjectCount> counts() {
    TcpLost now = lost();
    return List.of(
        new SubjectCount(What.UPDATE_ERRORS, SOCKETS, "table_full", now.sockets()),
        new SubjectCount(What.UPDATE_ERRORS, "tcp_listeners", "table_full", now.listeners()),
        new SubjectCount(What.UPDATE_ERRORS, "tcp_peers", "limit", now.peers()),
        new SubjectCount(What.UPDATE_ERRORS, DROPS, "table_full", now.drops()));
  }

  @Override
  public void close() {
    subject.close();
  }
}
