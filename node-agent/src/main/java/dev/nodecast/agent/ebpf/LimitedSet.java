package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.basic.Basic;
import dev.nodecast.bpf.basic.BasicCounts;
import dev.nodecast.bpf.life.Life;
import dev.nodecast.bpf.scheduling.Scheduling;
import dev.nodecast.bpf.stalls.Stalls;
import dev.nodecast.bpf.tcp.Tcp;
import dev.nodecast.catalog.ContainerKernelKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The columns that subject {@link Basic} fills in place of others, where those cannot run. It is no
 * collector: a group has one, of its own name, and that one asks here when its subject is not
 * there, so no column is ever filled twice.
 */
final class LimitedSet {
  private final Map<String, SlotBinding> bindings =
      Map.of(
          Life.NAME,
          binding()
              .counter("forks", ContainerKernelKind.FORKS)
              .counter("execs", ContainerKernelKind.EXECS)
              .counter("exits", ContainerKernelKind.EXITS),
          Scheduling.NAME,
          binding()
              .counter("voluntary", ContainerKernelKind.SWITCHES_VOLUNTARY)
              .counter("involuntary", ContainerKernelKind.SWITCHES_INVOLUNTARY)
              .counter("blocked", ContainerKernelKind.SWITCHES_BLOCKED),
          Tcp.NAME,
          binding()
              .counter("tcp_connects", ContainerKernelKind.TCP_CONNECTS)
              .counter("tcp_connect_failures", ContainerKernelKind.TCP_CONNECT_FAILURES),
          Stalls.NAME,
          binding().counter("oom_kills", ContainerKernelKind.OOM_KILLS));

  /** Subjects that it stands in for. */
  static final Set<String> SUBJECTS = Set.of(Life.NAME, Scheduling.NAME, Tcp.NAME, Stalls.NAME);

  private final Programs programs;
  private final Map<String, SlotCounters> counters = new HashMap<>();
  private Optional<Basic> of = Optional.empty();

  LimitedSet(Programs programs) {
    this.programs = programs;
  }

  private static SlotBinding binding() {
    return new SlotBinding(BasicCounts.LAYOUT);
  }

  /** Whether a subject that it stands in for is left out now and was not before. */
  static boolean fewer(Map<String, String> before, Map<String, String> now) {
    return SUBJECTS.stream().anyMatch(name -> now.containsKey(name) && !before.containsKey(name));
  }

  /** Fills what it can of a subject's columns; whether it stands in for that one. */
  boolean collect(Probe<?> probe, Workloads workloads, Samples samples) {
    Optional<Basic> running = programs.basic.running();
    SlotBinding binding = bindings.get(probe.name());
    if (binding == null || running.isEmpty() || !programs.limited(probe)) {
      return false;
    }
    if (!of.equals(running)) {
      of = running;
      counters.clear();
    }
    running
        .flatMap(Basic::slots)
        .map(slots -> counters.computeIfAbsent(probe.name(), name -> slots.counters()))
        .ifPresent(own -> binding.collect(own, workloads, samples));
    return true;
  }
}
