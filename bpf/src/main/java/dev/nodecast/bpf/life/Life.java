package dev.nodecast.bpf.life;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.RingBuffer;
import dev.nodecast.bpf.SubjectCounters;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Forks, execs and exits, counted by cgroup, and an event for each exit. Where the kernel takes no
 * program of it, it reads as a host where nothing happens; {@link #support} says why. For one
 * thread; another may close it.
 */
public final class Life implements SubjectCounters, AutoCloseable {
  /** The subject's name. */
  public static final String NAME = "life";

  private static final String COUNTS = "life_by_cgroup";
  private static final String EXITS = "life_exits";

  /** A ring of 2 MiB holds fewer exits, so one drain takes all that wait. */
  private static final int DRAIN_LIMIT = 25_000;

  /** The maps of a loaded subject. */
  private record Maps(BpfMap counts, MapReader reader, BpfMap lost, RingBuffer exits) {
    static Maps of(BpfObject object) {
      BpfMap counts = object.map(COUNTS);
      return new Maps(
          counts,
          new MapReader(counts),
          object.map("life_lost"),
          object.map(EXITS).ring(LifeExit.LAYOUT.size()));
    }
  }

  private final BpfSubject subject;

  /** One, or none when nothing loaded. */
  private final List<Maps> maps;

  private long events;

  private Life(BpfSubject subject) {
    this.subject = subject;
    this.maps = subject.object().map(Maps::of).stream().toList();
  }

  /** Loads and attaches the programs. */
  public static Life start(KernelSupport kernel) {
    return start(kernel, object -> {});
  }

  static Life start(KernelSupport kernel, Consumer<BpfObject> prepare) {
    return new Life(BpfSubject.start(NAME, kernel, prepare));
  }

  /** Each program: loaded, or why not. */
  public List<ProgramSupport> support() {
    return subject.support();
  }

  /** Every cgroup's counts, cumulative. */
  public void counts(BiConsumer<CgroupIds, LifeCounts> receiver) {
    for (Maps m : maps) {
      m.reader()
          .read(
              (keys, key, values, value) ->
                  receiver.accept(CgroupIds.read(keys, key), LifeCounts.read(values, value)));
    }
  }

  /** Makes room: to be called for each cgroup that is gone, once its last counts were read. */
  public void forget(CgroupIds cgroup) {
    for (Maps m : maps) {
      ByteBuffer key = Memory.direct(CgroupIds.LAYOUT.size());
      cgroup.write(key, 0);
      m.counts().delete(key);
    }
  }

  /** The exits since the last call, in order on each processor; returns how many. */
  public int exits(Consumer<LifeExit> receiver) {
    int seen = 0;
    for (Maps m : maps) {
      seen +=
          m.exits()
              .drain(DRAIN_LIMIT, (buffer, at, n) -> receiver.accept(LifeExit.read(buffer, at)));
    }
    events += seen;
    return seen;
  }

  /** What had no room, cumulative. */
  public LifeLost lost() {
    LifeLost sum = LifeLost.NOTHING;
    for (Maps m : maps) {
      ByteBuffer values = Memory.direct(m.lost().valueStride());
      m.lost().lookup(Memory.direct(Integer.BYTES), values);
      for (int cpu = 0; cpu < m.lost().copies(); cpu++) {
        sum = sum.plus(LifeLost.read(values, cpu * m.lost().copyStride()));
      }
    }
    return sum;
  }

  @Override
  public String subject() {
    return NAME;
  }

  @Override
  public List<Count> counters() {
    LifeLost lost = lost();
    LifeCounts full = lost.counts();
    return List.of(
        new Count(What.EVENTS, EXITS, "", events),
        new Count(What.DROPPED, EXITS, "ring_full", lost.events()),
        // Each fork, exec and exit tries once to make its cgroup's entry.
        new Count(
            What.UPDATE_ERRORS, COUNTS, "map_full", full.forks() + full.execs() + full.exits()));
  }

  @Override
  public void close() {
    subject.close();
  }
}
