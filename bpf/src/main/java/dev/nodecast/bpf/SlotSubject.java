package dev.nodecast.bpf;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A subject that keeps one struct of counters and histograms for each cgroup, and nothing that
 * needs code of its own. For one thread.
 */
public final class SlotSubject implements Subject {
  private final BpfSubject subject;
  private final Slots slots;
  private final Optional<SlotCounters> counters;

  private SlotSubject(BpfSubject subject, Slots slots, StructLayout layout) {
    this.subject = subject;
    this.slots = slots;
    this.counters = subject.object().map(object -> slots.counters(object, layout));
  }

  /**
   * Loads and attaches the programs of a subject.
   *
   * @param layout the struct in {@code <name>_by_slot}
   */
  public static SlotSubject start(
      String name, StructLayout layout, KernelSupport kernel, Slots slots) {
    return start(name, layout, kernel, slots, object -> {});
  }

  /**
   * The same with a say before the object is loaded.
   *
   * @param prepare may resize the subject's own maps; called for each attempt
   */
  public static SlotSubject start(
      String name,
      StructLayout layout,
      KernelSupport kernel,
      Slots slots,
      Consumer<BpfObject> prepare) {
    Consumer<BpfObject> lend = slots::prepare;
    return new SlotSubject(BpfSubject.start(name, kernel, lend.andThen(prepare)), slots, layout);
  }

  @Override
  public BpfSubject programs() {
    return subject;
  }

  /** Empty when no program of it runs. */
  public Optional<SlotCounters> counters() {
    return counters;
  }

  @Override
  public void close() {
    counters.ifPresent(slots::drop);
    subject.close();
  }
}
