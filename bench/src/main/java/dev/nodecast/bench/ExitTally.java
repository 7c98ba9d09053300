package dev.nodecast.bench;

import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.StructLayout;
import dev.nodecast.bpf.life.Life;
import dev.nodecast.bpf.life.LifeCounts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Both accounts of ended processes: the numbers that each cgroup has, and the events, read or lost.
 * Both are of the whole machine, since what is lost is not known by cgroup.
 */
final class ExitTally implements SlotCounters.Increases {
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int EXITS = field("exits");
  private static final int EXECS = field("execs");

  private final Slots slots;
  private final Life life;
  private final SlotCounters counters;
  private final long cgroup;
  private long read;
  private long all;
  private long ended;
  private long executed;

  /**
   * @param cgroup the v2 id of the one whose numbers are told apart
   */
  ExitTally(Slots slots, Life life, long cgroup) {
    this.slots = slots;
    this.life = life;
    this.counters = life.counters().orElseThrow();
    this.cgroup = cgroup;
  }

  private static int field(String name) {
    List<String> names = LifeCounts.LAYOUT.fields().stream().map(StructLayout.Field::name).toList();
    if (!names.contains(name)) {
      throw new IllegalStateException(name + ": no field of life_counts (expected: " + names + ")");
    }
    return names.indexOf(name);
  }

  /** From here on the cgroup's numbers are counted anew. */
  void begin() {
    count();
    ended = 0;
    executed = 0;
  }

  /** Reads the events that wait. */
  void drain() {
    read += life.exits(exit -> {});
  }

  private void count() {
    slots.refresh();
    counters.read(slots.used(), this);
  }

  @Override
  public void counter(int slot, int field, long before, long now) {
    boolean own = slot != Slots.NO_ROOM && slots.cgroup(slot).v2() == cgroup;
    if (field == EXITS) {
      all += now - before;
      ended += own ? now - before : 0;
    } else if (field == EXECS) {
      executed += own ? now - before : 0;
    }
  }

  @Override
  public void bucket(int slot, int field, int bucket, long count) {
    throw new IllegalStateException("life_counts has no histogram");
  }

  /**
   * Reads both until they agree, since others end meanwhile and each is counted a moment before it
   * is told. A reading in which the count moved is none: who ended in it could stand for one that
   * is missing.
   *
   * @return processes that ended and are in neither the events read nor those lost
   * @throws IOException when the machine was never still
   */
  long settle() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SETTLE_NANOS;
    long difference = -1;
    while (difference != 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
      count();
      long before = all;
      drain();
      long lost = lost();
      count();
      if (all == before) {
        difference = all - read - lost;
      }
    }
    if (difference < 0) {
      throw new IOException("processes ended all the time (expected: a pause of a millisecond)");
    }
    return difference;
  }

  /** Processes that ended in the cgroup. */
  long ended() {
    return ended;
  }

  /** Processes that executed there. */
  long executed() {
    return executed;
  }

  /** Processes that ended anywhere. */
  long all() {
    return all;
  }

  /** Events that were read. */
  long read() {
    return read;
  }

  /** Events that found the ring full. */
  long lost() {
    return life.lostExits();
  }
}
