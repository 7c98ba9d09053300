package dev.nodecast.bpf.cache;

import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.SlotSubject;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import java.util.List;
import java.util.Optional;

/**
 * What threads do to the page cache, counted by their cgroup. Each counter has a program of its
 * own, and the one of accesses is a kprobe, which not every kernel takes. For one thread.
 */
public final class PageCache implements Subject {
  /** The subject's name. */
  public static final String NAME = "cache";

  private final SlotSubject subject;

  private PageCache(SlotSubject subject) {
    this.subject = subject;
  }

  /** Loads and attaches the programs. */
  public static PageCache start(KernelSupport kernel, Slots slots) {
    return new PageCache(SlotSubject.start(NAME, CacheCounts.LAYOUT, kernel, slots));
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link CacheCounts} of each slot; empty when no program runs. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  /** Whether the program of a counter runs: without it the counter's zero is no measurement. */
  public boolean counts(String program) {
    return subject.programs().object().map(BpfObject::programs).orElse(List.of()).stream()
        .filter(BpfProgram::attached)
        .anyMatch(running -> running.name().equals(program));
  }

  @Override
  public void close() {
    subject.close();
  }
}
