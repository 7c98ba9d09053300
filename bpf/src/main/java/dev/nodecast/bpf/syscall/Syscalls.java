package dev.nodecast.bpf.syscall;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * System calls, their errors and how long they took, by cgroup and number. Counted where the call
 * returns. Where the kernel takes no program of it, it reads as a host where nothing happens; its
 * subject says why. For one thread.
 */
public final class Syscalls implements Subject {
  /** The subject's name. */
  public static final String NAME = "syscall";

  /** Receives increases; fields are positions in {@link SyscallCounts}. */
  public interface Increases {
    /** A counter grew. */
    void counter(int slot, int number, int field, long by);

    /** A histogram got {@code count} more values in a bucket of the catalog. */
    void bucket(int slot, int number, int field, int bucket, long count);

    /** The slot's numbers were told for the last time: it goes to another cgroup. */
    default void end(int slot) {}
  }

  /** The maps of a loaded subject. */
  private record Maps(BpfMap tracked, BpfMap counts, MapReader reader, BpfMap lost) {
    static Maps of(BpfObject object) {
      BpfMap counts = object.map("syscall_by_key");
      return new Maps(
          object.map("syscall_tracked"), counts, new MapReader(counts), object.map("syscall_lost"));
    }
  }

  private static final Increases NOBODY =
      new Increases() {
        @Override
        public void counter(int slot, int number, int field, long by) {}

        @Override
        public void bucket(int slot, int number, int field, int bucket, long count) {}
      };

  private final BpfSubject subject;
  private final Slots slots;
  private final Slots.Listener listener = this::reclaim;

  /** One, or none when nothing loaded. */
  private final List<Maps> maps;

  private final Map<SyscallKey, SyscallRow> rows = new HashMap<>();
  private Increases heir = NOBODY;

  private Syscalls(BpfSubject subject, Slots slots) {
    this.subject = subject;
    this.slots = slots;
    this.maps = subject.object().map(Maps::of).stream().toList();
    slots.listen(listener);
  }

  /**
   * Loads and attaches the programs.
   *
   * @param tracked the numbers that are counted, below {@link SyscallTable#NUMBERS}
   */
  public static Syscalls start(KernelSupport kernel, Slots slots, Collection<Integer> tracked) {
    return start(kernel, slots, tracked, object -> {});
  }

  static Syscalls start(
      KernelSupport kernel, Slots slots, Collection<Integer> tracked, Consumer<BpfObject> prepare) {
    Consumer<BpfObject> lend = slots::prepare;
    Syscalls started = new Syscalls(BpfSubject.start(NAME, kernel, lend.andThen(prepare)), slots);
    started.maps.forEach(m -> tracked.forEach(number -> track(m.tracked(), number)));
    return started;
  }

  private static void track(BpfMap map, int number) {
    map.update(
        Memory.direct(Integer.BYTES).putInt(0, number), Memory.direct(Integer.BYTES).putInt(0, 1));
  }

  @Override
  public BpfSubject programs() {
    return subject;
  }

  /** Who is told, during {@link Slots#reclaim}, what was not read of the slots that go. */
  public void bequeath(Increases to) {
    heir = to;
  }

  /** What the calls of these slots grew by since each was read before. */
  public void read(BitSet wanted, Increases to) {
    for (Maps m : maps) {
      m.reader()
          .read(
              (keys, key, values, value) -> {
                if (wanted.get(SyscallKey.slot(keys, key))) {
                  rows.computeIfAbsent(SyscallKey.read(keys, key), SyscallRow::new)
                      .tell(values, value, to);
                }
              });
    }
  }

  /** No program counts for these slots any more: their cgroups lost them a round ago. */
  private void reclaim(BitSet going) {
    read(going, heir);
    List<SyscallKey> gone = new ArrayList<>();
    rows.keySet().stream().filter(key -> going.get(key.slot())).forEach(gone::add);
    ByteBuffer buffer = Memory.direct(SyscallKey.LAYOUT.size());
    for (SyscallKey key : gone) {
      key.write(buffer);
      maps.forEach(m -> m.counts().delete(buffer));
      rows.remove(key);
    }
    going.stream().forEach(heir::end);
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(What.UPDATE_ERRORS, "syscall_starts", "no_room", lostStarts()),
        new SubjectCount(What.UPDATE_ERRORS, "syscall_by_key", "no_room", lostCalls()),
        new SubjectCount(What.DROPPED, "syscall_starts", "compat_call", compatCalls()));
  }

  /** Tracked calls that found no room to note their beginning, ever; they are in no count. */
  public long lostStarts() {
    return lost(SyscallLost.STARTS);
  }

  /** Tracked calls that found no room for their cgroup and number, ever. */
  public long lostCalls() {
    return lost(SyscallLost.CALLS);
  }

  /** Calls of 32-bit programs, ever: in no count, since their numbers mean other calls. */
  public long compatCalls() {
    return lost(SyscallLost.COMPAT);
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

  @Override
  public void close() {
    slots.unlisten(listener);
    subject.close();
  }
}
