package dev.nodecast.bpf.life;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: processes, not threads. */
public final class LifeCounts {
  /** struct life_counts of life.h. */
  public static final StructLayout LAYOUT = new StructLayout("life_counts");

  static {
    LAYOUT.u64("forks");
    LAYOUT.u64("execs");
    LAYOUT.u64("exits");
    LAYOUT.u64("exits_failed");
    LAYOUT.u64("exits_killed");
    LAYOUT.u64("exited_cpu_ns");
  }

  private LifeCounts() {}
}
