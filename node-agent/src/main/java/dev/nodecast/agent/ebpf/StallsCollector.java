package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.stalls.OomKill;
import dev.nodecast.bpf.stalls.StallsCounts;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.Iterator;
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

  /** Rounds after which a kill is told though nobody could name its cgroup. */
  private static final int NAMELESS_ROUNDS = 3;

  /**
   * A kill and who suffered it.
   *
   * @param labels namespace, workload, pod, container, pod_uid, container_id
   */
  public record Killed(OomKill kill, List<String> labels) {}

  private record Waiting(OomKill kill, long since) {}

  private final Programs programs;
  private final Workloads workloads;
  private final SlotBinding binding =
      new SlotBinding(StallsCounts.LAYOUT)
          .counter("oom_kills", ContainerKernelKind.OOM_KILLS)
          .counter("direct_reclaims", ContainerKernelKind.DIRECT_RECLAIMS)
          .counter("direct_reclaim_pages", ContainerKernelKind.DIRECT_RECLAIM_PAGES)
          .histogram("direct_reclaim_us", ContainerKernelKind.DIRECT_RECLAIM_LATENCY);

  /** What one tick drains of the ring, times the rounds: the ring bounds it. */
  private final List<Waiting> waiting = new ArrayList<>();

  private List<Killed> killed = List.of();

  public StallsCollector(Programs programs, Workloads workloads) {
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
    programs
        .stalls
        .running()
        .ifPresent(s -> s.kills(kill -> waiting.add(new Waiting(kill, samples.round()))));
    killed = named(samples.round());
    return workloads.collect(programs.stalls, stalls -> stalls.counters(), binding, samples);
  }

  /** The kills that this tick can name, in the order in which they happened. */
  public List<Killed> killed() {
    return killed;
  }

  private List<Killed> named(long round) {
    List<Killed> named = new ArrayList<>();
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting next = all.next();
      int slot = slot(next.kill().cgroup());
      if (workloads.readable().get(slot) || round - next.since() >= NAMELESS_ROUNDS) {
        named.add(new Killed(next.kill(), workloads.labels(slot)));
        all.remove();
      }
    }
    return List.copyOf(named);
  }

  /** Kills are rare: no index by cgroup is kept for them. */
  private int slot(CgroupIds cgroup) {
    Slots slots = programs.slots().orElseThrow();
    for (int slot = 1; slot < slots.limit(); slot++) {
      if (cgroup.equals(slots.cgroup(slot))) {
        return slot;
      }
    }
    return Slots.NO_ROOM;
  }
}
