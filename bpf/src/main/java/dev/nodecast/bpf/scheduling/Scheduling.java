package dev.nodecast.bpf.scheduling;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.SlotSubject;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Waiting for a processor, running on it and leaving it, by cgroup. Where the kernel does not take
 * the program, it reads as a host where nothing happens; its subject says why. For one thread.
 */
public final class Scheduling implements Subject {
  /** The subject's name. */
  public static final String NAME = "scheduling";

  private final SlotSubject subject;

  private Scheduling(SlotSubject subject) {
    this.subject = subject;
  }

  /** Loads and attaches the program. */
  public static Scheduling start(KernelSupport kernel, Slots slots) {
    return start(kernel, slots, object -> {});
  }

  static Scheduling start(KernelSupport kernel, Slots slots, Consumer<BpfObject> prepare) {
    return new Scheduling(SlotSubject.start(NAME, SchedulingCounts.LAYOUT, kernel, slots, prepare));
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link SchedulingCounts} of each slot; empty when the program does not run. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  /** Context switches of threads for which there was no room, ever: they are in no cgroup's. */
  public long lostSwitches() {
    return programs().object().map(object -> lost(object.map("scheduling_lost"))).orElse(0L);
  }

  private static long lost(BpfMap map) {
    ByteBuffer values = Memory.direct(map.valueStride());
    map.lookup(Memory.direct(Integer.BYTES), values);
    long sum = 0;
    for (int cpu = 0; cpu < map.copies(); cpu++) {
      sum += values.getLong(cpu * map.copyStride() + SchedulingLost.SWITCHES);
    }
    return sum;
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(
            SubjectCount.What.UPDATE_ERRORS, "scheduling_seen", "full", lostSwitches()));
  }

  @Override
  public void close() {
    subject.close();
  }
}
