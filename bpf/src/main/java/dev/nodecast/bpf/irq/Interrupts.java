package dev.nodecast.bpf.irq;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfSubject;
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
 * Handlers of hard interrupts and of softirqs, counted by source. Where the kernel takes no program
 * of it, it reads as a host where nothing happens. For one thread.
 */
public final class Interrupts implements Subject {
  /** The subject's name. */
  public static final String NAME = "irq";

  private static final String SOURCES = "irq_sources";

  private final BpfSubject subject;
  private final Optional<BpfMap> lost;
  private final Optional<InterruptRows> rows;

  private Interrupts(BpfSubject subject) {
    this.subject = subject;
    this.lost = subject.object().map(object -> object.map("irq_lost"));
    this.rows = subject.object().map(object -> new InterruptRows(object.map(SOURCES)));
  }

  /** Loads and attaches the programs. */
  public static Interrupts start(KernelSupport kernel) {
    return start(kernel, object -> {});
  }

  static Interrupts start(KernelSupport kernel, Consumer<BpfObject> prepare) {
    return new Interrupts(BpfSubject.start(NAME, kernel, prepare));
  }

  @Override
  public BpfSubject programs() {
    return subject;
  }

  /** The sources; empty when no program runs. */
  public Optional<InterruptRows> rows() {
    return rows;
  }

  /** Runs of sources that found no row, ever. */
  public long lostRuns() {
    if (lost.isEmpty()) {
      return 0;
    }
    BpfMap map = lost.get();
    ByteBuffer values = Memory.direct(map.valueStride());
    map.lookup(Memory.direct(Integer.BYTES), values);
    long sum = 0;
    for (int cpu = 0; cpu < map.copies(); cpu++) {
      sum += values.getLong(cpu * map.copyStride() + InterruptsLost.SOURCES);
    }
    return sum;
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(new SubjectCount(What.UPDATE_ERRORS, SOURCES, "full", lostRuns()));
  }

  @Override
  public void close() {
    subject.close();
  }
}
