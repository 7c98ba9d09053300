package dev.nodecast.bpf.stalls;

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
 * OOM kills and direct reclaims, counted by cgroup, and an event for each kill. Direct reclaim is
 * the machine's as well as that of a cgroup at its limit: a thread waits in either. Where the
 * kernel takes no program of it, it reads as a host where nothing happens. For one thread.
 */
public final class Stalls implements Subject {
  /** The subject's name. */
  public static final String NAME = "stalls";

  private static final String KILLS = "oom_kills";

  /** A ring of 64 KiB holds fewer kills, so one drain takes all that wait. */
  private static final int DRAIN_LIMIT = 1000;

  /** The maps of a loaded subject. */
  private record Maps(BpfMap lost, RingBuffer kills) {
    static Maps of(BpfObject object) {
      return new Maps(object.map("stalls_lost"), object.map(KILLS).ring(OomKill.LAYOUT.size()));
    }
  }

  private final SlotSubject subject;

  /** One, or none when nothing loaded. */
  private final List<Maps> maps;

  private long kills;

  private Stalls(SlotSubject subject) {
    this.subject = subject;
    this.maps = subject.programs().object().map(Maps::of).stream().toList();
  }

  /** Loads and attaches the programs. */
  public static Stalls start(KernelSupport kernel, Slots slots) {
    return start(kernel, slots, object -> {});
  }

  static Stalls start(KernelSupport kernel, Slots slots, Consumer<BpfObject> prepare) {
    return new Stalls(SlotSubject.start(NAME, StallsCounts.LAYOUT, kernel, slots, prepare));
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link StallsCounts} of each slot; empty when no program runs. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  /** The kills since the last call, oldest first; returns how many. */
  public int kills(Consumer<OomKill> receiver) {
    int seen = 0;
    for (Maps m : maps) {
      seen +=
          m.kills()
              .drain(DRAIN_LIMIT, (buffer, at, n) -> receiver.accept(OomKill.read(buffer, at)));
    }
    kills += seen;
    return seen;
  }

  /** Kills that found the ring full, ever: counted by cgroup like all, but without an event. */
  public long lostKills() {
    return lost(StallsLost.EVENTS);
  }

  /** Reclaims that were counted nowhere because too many were under way, ever. */
  public long lostReclaims() {
    return lost(StallsLost.RECLAIMS);
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
        new SubjectCount(What.EVENTS, KILLS, "", kills),
        new SubjectCount(What.DROPPED, KILLS, "ring_full", lostKills()),
        new SubjectCount(What.UPDATE_ERRORS, "reclaiming", "full", lostReclaims()));
  }

  @Override
  public void close() {
    subject.close();
  }
}
