package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.life.LifeCounts;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * Processes started, executed and ended in each container, from the tracepoints sched_process_fork,
 * sched_process_exec and sched_process_exit (life.bpf.c):
 *
 * <pre>
 * include/trace/events/sched.h
 * TRACE_EVENT(sched_process_exit, TP_PROTO(struct task_struct *p, bool group_dead), …
 * </pre>
 */
public final class LifeCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKernelKind.KIND.groups().get(ContainerKernelKind.FORKS.group()));

  private final Programs programs;
  private final Workloads workloads;
  private final ExitEvents exits;
  private final SlotBinding binding =
      new SlotBinding(LifeCounts.LAYOUT)
          .counter("forks", ContainerKernelKind.FORKS)
          .counter("execs", ContainerKernelKind.EXECS)
          .counter("exits", ContainerKernelKind.EXITS)
          .counter("exits_failed", ContainerKernelKind.EXITS_FAILED)
          .counter("exits_killed", ContainerKernelKind.EXITS_KILLED)
          .nanos("exited_cpu_ns", ContainerKernelKind.EXITED_CPU);

  public LifeCollector(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
    this.exits = new ExitEvents(workloads);
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    workloads.refresh(samples);
    programs.life.running().ifPresent(life -> exits.drain(life, samples));
    return workloads.collect(programs.life, life -> life.counters(), binding, samples);
  }
}
