package dev.nodecast.bpf.basic;

import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.CopiedSlots;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The limited set: what classic tracepoints tell of processes, context switches, connects and kills
 * for lack of memory, by cgroup, on kernels where the other subjects cannot run. For one thread.
 */
public final class Basic implements Subject {
  /** The subject's name. */
  public static final String NAME = "basic";

  private static final String BY_CGROUP = "basic_by_cgroup";

  private final BpfSubject subject;
  private final Optional<CopiedSlots> slots;

  private Basic(BpfSubject subject) {
    this.subject = subject;
    this.slots =
        subject
            .object()
            .map(
                object ->
                    new CopiedSlots(
                        object.map(BY_CGROUP), object.map("basic_other"), BasicCounts.LAYOUT));
  }

  /**
   * Loads and attaches the programs.
   *
   * @param limit cgroups that are told apart, with the sum of the others
   */
  public static Basic start(KernelSupport kernel, int limit) {
    return start(kernel, limit, object -> {});
  }

  static Basic start(KernelSupport kernel, int limit, Consumer<BpfObject> prepare) {
    Consumer<BpfObject> resize = object -> object.map(BY_CGROUP).resize(Math.max(1, limit - 1));
    return new Basic(BpfSubject.start(NAME, kernel, resize.andThen(prepare)));
  }

  @Override
  public BpfSubject programs() {
    return subject;
  }

  /** {@link BasicCounts} by cgroup; empty when no program runs. */
  public Optional<CopiedSlots> slots() {
    return slots;
  }

  private long lost(int field) {
    ByteBuffer value = Memory.direct(BasicLost.LAYOUT.size());
    subject
        .object()
        .ifPresent(object -> object.map("basic_lost").lookup(Memory.direct(Integer.BYTES), value));
    return value.getLong(field);
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(What.UPDATE_ERRORS, BY_CGROUP, "full", lost(BasicLost.CGROUPS)),
        new SubjectCount(What.UPDATE_ERRORS, "basic_connects", "full", lost(BasicLost.CONNECTS)),
        new SubjectCount(What.UPDATE_ERRORS, "basic_victims", "full", lost(BasicLost.VICTIMS)));
  }

  @Override
  public void close() {
    subject.close();
  }
}
