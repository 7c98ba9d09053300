package dev.nodecast.bpf.scheduling;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: of threads, each where it is when it leaves a processor. */
public final class SchedulingCounts {
  /** struct scheduling_counts of scheduling.h. */
  public static final StructLayout LAYOUT = new StructLayout("scheduling_counts");

  static {
    LAYOUT.u64("wait_ns");
    LAYOUT.u64("run_ns");
    LAYOUT.u64("voluntary");
    LAYOUT.u64("involuntary");
    LAYOUT.u64("blocked");
    LAYOUT.u64("migrations");
    LAYOUT.hist("wait");
  }

  private SchedulingCounts() {}
}
