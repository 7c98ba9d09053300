package dev.nodecast.bpf.life;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.RingBuffer;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.SlotSubject;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Forks, execs and exits, counted by cgroup, and an event for each exit. Where the kernel takes no
 * program of it, it reads as a host where nothing happens; its subject says why. For one thread.
 */
public final class Life implements Subject {
  /** The subject's name. */
  public static final String NAME = "life";

  private static final String EXITS = "life_exits";
  private static final String CGROUPS = "life_cgroups";

  /** A ring of 2 MiB holds fewer exits, so one drain takes all that wait. */
  private static final int DRAIN_LIMIT = 25_000;

  /** The maps of a loaded subject. */
  private record Maps(BpfMap lost, RingBuffer exits, RingBuffer cgroups) {
    static Maps of(BpfObject object) {
      return new Maps(
          object.map("life_lost"),
          object.map(EXITS).ring(LifeExit.LAYOUT.size()),
          object.map(CGROUPS).ring(LifeCgroup.LAYOUT.size()));
    }
  }

  private final SlotSubject subject;

  /** One, or none when nothing loaded. */
  private final List<Maps> maps;

  private long exits;
  private long cgroups;

  private Life(SlotSubject subject) {
    this.subject = subject;
    this.maps = subject.programs().object().map(Maps::of).stream().toList();
  }

  /** Loads and attaches the programs. */
  public static Life start(KernelSupport kernel, Slots slots) {
    return start(kernel, slots, object -> {});
  }

  static Life start(KernelSupport kernel, Slots slots, Consumer<BpfObject> prepare) {
    return new Life(SlotSubject.start(NAME, LifeCounts.LAYOUT, kernel, slots, prepare));
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link LifeCounts} of each slot; empty when no program runs. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  /** The exits since the last call, in order on each processor; returns how many. */
  public int exits(Consumer<LifeExit> receiver) {
    int seen = 0;
    for (Maps m : maps) {
      seen +=
          m.exits()
              .drain(DRAIN_LIMIT, (buffer, at, n) -> receiver.accept(LifeExit.read(buffer, at)));
    }
    exits += seen;
    return seen;
  }

  /** The cgroups made and removed since the last call; returns how many. */
  public int cgroups(Consumer<LifeCgroup> receiver) {
    int seen = 0;
    for (Maps m : maps) {
      seen +=
          m.cgroups()
              .drain(DRAIN_LIMIT, (buffer, at, n) -> receiver.accept(LifeCgroup.read(buffer, at)));
    }
    cgroups += seen;
    return seen;
  }

  /** Exits that found the ring full, ever: counted by cgroup like all, but without an event. */
  public long lostExits() {
    return lost(LifeLost.EVENTS);
  }

  /** Cgroups whose making or removal found the ring full, ever. */
  public long lostCgroups() {
    return lost(LifeLost.CGROUPS);
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
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(What.EVENTS, EXITS, "", exits),
        new SubjectCount(What.DROPPED, EXITS, "ring_full", lostExits()),
        new SubjectCount(What.EVENTS, CGROUPS, "", cgroups),
        new SubjectCount(What.DROPPED, CGROUPS, "ring_full", lostCgroups()));
  }

  @Override
  public void close() {
    subject.close();
  }
}
