package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.scheduling.Scheduling;
import dev.nodecast.bpf.scheduling.SchedulingCounts;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * How the threads of each container get processors and leave them, from the tracepoint sched_switch
 * and what the kernel keeps of each thread (scheduling.bpf.c):
 *
 * <pre>
 * include/trace/events/sched.h
 * TRACE_EVENT(sched_switch, TP_PROTO(bool preempt, struct task_struct *prev, struct task_struct *next,
 *                                    unsigned int prev_state), …
 * </pre>
 */
public final class SchedulingCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKernelKind.KIND.groups().get(ContainerKernelKind.ON_CPU.group()));

  private final Programs programs;
  private final Workloads workloads;
  private final SlotBinding binding =
      new SlotBinding(SchedulingCounts.LAYOUT)
          .nanos("wait_ns", ContainerKernelKind.RUN_QUEUE_WAIT)
          .nanos("run_ns", ContainerKernelKind.ON_CPU)
          .counter("voluntary", ContainerKernelKind.SWITCHES_VOLUNTARY)
          .counter("involuntary", ContainerKernelKind.SWITCHES_INVOLUNTARY)
          .counter("blocked", ContainerKernelKind.SWITCHES_BLOCKED)
          .counter("migrations", ContainerKernelKind.MIGRATIONS)
          .histogram("wait", ContainerKernelKind.RUN_QUEUE_LATENCY);

  public SchedulingCollector(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
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
    return workloads.collect(programs.scheduling, Scheduling::counters, binding, samples);
  }
}
