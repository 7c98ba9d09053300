package dev.nodecast.bpf.block;

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
import dev.nodecast.bpf.SubjectCount.What;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Requests to block devices, counted by the cgroup that they are for, and by disk and operation.
 * Where the kernel takes no program of it, it reads as a host where nothing happens. For one
 * thread.
 */
public final class Block implements Subject {
  /** The subject's name. */
  public static final String NAME = "block";

  private static final String OPERATIONS = "block_operations";

  /** The maps of a loaded subject. */
  private record Maps(BpfMap lost, BlockOperations operations) {
    static Maps of(BpfObject object) {
      return new Maps(object.map("block_lost"), new BlockOperations(object.map(OPERATIONS)));
    }
  }

  private final SlotSubject subject;

  /** One, or none when nothing loaded. */
  private final List<Maps> maps;

  private Block(SlotSubject subject) {
    this.subject = subject;
    this.maps = subject.programs().object().map(Maps::of).stream().toList();
  }

  /** Loads and attaches the programs. */
  public static Block start(KernelSupport kernel, Slots slots) {
    return start(kernel, slots, object -> {});
  }

  static Block start(KernelSupport kernel, Slots slots, Consumer<BpfObject> prepare) {
    return new Block(SlotSubject.start(NAME, BlockCounts.LAYOUT, kernel, slots, prepare));
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link BlockCounts} of each slot; empty when no program runs. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  /** What the disks do; empty when no program runs. */
  public Optional<BlockOperations> operations() {
    return maps.stream().map(Maps::operations).findFirst();
  }

  /** Requests that were counted nowhere because too many were under way, ever. */
  public long lostRequests() {
    return lost(BlockLost.REQUESTS);
  }

  /** Requests to disks that found no row, ever; cgroups have them. */
  public long lostDevices() {
    return lost(BlockLost.DEVICES);
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
        new SubjectCount(What.UPDATE_ERRORS, "requests", "full", lostRequests()),
        new SubjectCount(What.UPDATE_ERRORS, OPERATIONS, "full", lostDevices()));
  }

  @Override
  public void close() {
    subject.close();
  }
}
