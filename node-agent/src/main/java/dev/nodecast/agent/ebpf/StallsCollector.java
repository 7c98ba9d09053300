package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.stalls.StallsCounts;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * OOM kills and direct reclaims of each container, from the tracepoints mark_victim and
 * mm_vmscan_{direct,memcg}_reclaim_{begin,end} (stalls.bpf.c):
 *
 * <pre>
 * include/trace/events/vmscan.h
 * DECLARE_EVENT_CLASS(mm_vmscan_direct_reclaim_end_template, TP_PROTO(unsigned long nr_reclaimed), …
 * </pre>
 */
public final class StallsCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKernelKind.KIND.groups().get(ContainerKernelKind.OOM_KILLS.group()));

  private final Programs programs;
  private final Workloads workloads;
  private final SlotBinding binding =
      new SlotBinding(StallsCounts.LAYOUT)
          .counter("oom_kills", ContainerKernelKind.OOM_KILLS)
          .counter("direct_reclaims", ContainerKernelKind.DIRECT_RECLAIMS)
          .counter("direct_reclaim_pages", ContainerKernelKind.DIRECT_RECLAIM_PAGES)
          .histogram("direct_reclaim_us", ContainerKernelKind.DIRECT_RECLAIM_LATENCY);

  private final OomEvents kills;

  public StallsCollector(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
    this.kills = new OomEvents(workloads);
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
    programs.stalls.running().ifPresent(stalls -> kills.drain(stalls, samples));
    return workloads.collect(programs.stalls, stalls -> stalls.counters(), binding, samples);
  }
}
