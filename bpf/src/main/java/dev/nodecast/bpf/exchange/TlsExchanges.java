package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.BpfLink;
import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.StructLayout;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Exchanges} tells, of exchanges within TLS: its events are in the same ring and its
 * counts in the same shapes. Nothing is read before a library is {@linkplain #hook hooked} and a
 * process {@linkplain #select selected}. For one thread.
 */
public final class TlsExchanges implements Subject {
  /** The subject's name. */
  public static final String NAME = "exchange_tls";

  /** struct tls_lost of exchange_sessions.h. */
  static final StructLayout LOST = new StructLayout("tls_lost");

  private static final int UNJOINED = LOST.u64("unjoined");
  private static final int SESSIONS = LOST.u64("sessions");
  private static final int ROOMS = LOST.u64("rooms");
  private static final int RETURNS = LOST.u64("returns");

  /** Those of {@link Exchanges}. */
  private static final List<String> LENT =
      List.of(
          "exchange_events",
          "exchange_woken",
          "exchange_shapes",
          "exchange_wanted",
          "exchange_peers",
          "exchange_sampling",
          "exchange_lost",
          "exchange_batches");

  private static final String LIVE = "exchange_sockets_live";

  /** The hooks of one file, until it is closed. */
  public static final class Hook implements AutoCloseable {
    private final List<BpfLink> links = new ArrayList<>();

    private Hook() {}

    /** Nothing runs there any more. */
    @Override
    public void close() {
      links.forEach(BpfLink::close);
      links.clear();
    }
  }

  private final BpfSubject subject;
  private int selected;
  private long refused;

  private TlsExchanges(BpfSubject subject) {
    this.subject = subject;
  }

  /**
   * Loads the programs.
   *
   * @param exchanges which share their maps, and run until this is closed
   */
  public static TlsExchanges start(
      KernelSupport kernel, Slots slots, Optional<Exchanges> exchanges) {
    Optional<BpfObject> lender = exchanges.flatMap(it -> it.programs().object());
    if (lender.isEmpty()) {
      return new TlsExchanges(BpfSubject.nothing(NAME, "subject exchange does not run"));
    }
    return new TlsExchanges(
        BpfSubject.start(
            NAME,
            kernel,
            object -> {
              slots.prepare(object);
              LENT.forEach(name -> object.map(name).reuse(lender.get().map(name)));
            }));
  }

  /** Ends exchanges whose answers have come to rest; {@link Exchanges#events} tells them. */
  public void visit() {
    program(LIVE).filter(BpfProgram::attached).ifPresent(BpfProgram::iterateElements);
  }

  /** Whose plaintext is read from now on; false where the kernel's table is full. */
  public boolean select(TlsSelector selector) {
    Optional<BpfMap> map = map("tls_selected");
    if (map.isEmpty() || selected >= map.get().maxEntries()) {
      refused++;
      return false;
    }
    map.get().update(selector.key(), Memory.direct(Integer.BYTES));
    selected++;
    return true;
  }

  /** Ends {@link #select}. */
  public void unselect(TlsSelector selector) {
    if (map("tls_selected").filter(map -> map.delete(selector.key())).isPresent()) {
      selected--;
    }
  }

  /**
   * Hooks a file that has a library's functions in it.
   *
   * @throws BpfException when the kernel refuses one; then none is hooked
   */
  public Hook hook(Path file, List<TlsFunction> functions) {
    Hook hook = new Hook();
    try {
      functions.forEach(function -> hook(hook, file, function));
    } catch (BpfException e) {
      hook.close();
      throw e;
    }
    if (functions.stream().anyMatch(TlsFunction::go)) {
      ByteBuffer one = Memory.direct(Integer.BYTES).putInt(0, 1);
      map("tls_go").ifPresent(map -> map.update(Memory.direct(Integer.BYTES), one));
    }
    return hook;
  }

  /** Its returns first: a return without its entry says nothing. */
  private void hook(Hook hook, Path file, TlsFunction function) {
    TlsFunction.Hooks hooks = function.hooks();
    for (long at : function.returns()) {
      hook.links.add(program(hooks.end()).orElseThrow().attachFunction(file, at, false));
    }
    if (function.returns().isEmpty() && !hooks.end().equals(TlsFunction.NOTHING)) {
      BpfProgram end = program(hooks.end()).orElseThrow();
      hook.links.add(end.attachFunction(file, function.offset(), true));
    }
    BpfProgram entry = program(hooks.entry()).orElseThrow();
    hook.links.add(entry.attachFunction(file, function.offset(), false));
  }

  private Optional<BpfProgram> program(String name) {
    return subject.object().stream()
        .flatMap(object -> object.programs().stream())
        .filter(program -> program.name().equals(name))
        .findFirst();
  }

  private Optional<BpfMap> map(String name) {
    return subject.object().map(object -> object.map(name));
  }

  private long lost(int field) {
    Optional<BpfMap> map = map("tls_lost");
    if (map.isEmpty()) {
      return 0;
    }
    ByteBuffer values = Memory.direct(map.get().valueStride());
    map.get().lookup(Memory.direct(Integer.BYTES), values);
    long sum = 0;
    for (int cpu = 0; cpu < map.get().copies(); cpu++) {
      sum += values.getLong(cpu * map.get().copyStride() + field);
    }
    return sum;
  }

  /** Calls whose plaintext was not read, since no socket was known to belong to the session. */
  public long unjoined() {
    return lost(UNJOINED);
  }

  @Override
  public BpfSubject programs() {
    return subject;
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(What.DROPPED, "tls_sessions", "socket_unknown", unjoined()),
        new SubjectCount(What.DROPPED, "exchange_scratch", "no_room", lost(ROOMS)),
        new SubjectCount(What.DROPPED, "tls_go_calls", "call_unknown", lost(RETURNS)),
        new SubjectCount(What.UPDATE_ERRORS, "tls_sessions", "table_full", lost(SESSIONS)),
        new SubjectCount(What.UPDATE_ERRORS, "tls_selected", "table_full", refused));
  }

  @Override
  public void close() {
    subject.close();
  }
}
