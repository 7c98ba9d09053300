package dev.nodecast.bpf.stalls;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: processes killed for memory, and threads that had to free some. */
public final class StallsCounts {
  /** struct stalls_counts of stalls.h. */
  public static final StructLayout LAYOUT = new StructLayout("stalls_counts");

  static {
    LAYOUT.u64("oom_kills");
    LAYOUT.u64("direct_reclaims");
    LAYOUT.u64("direct_reclaim_pages");
    LAYOUT.hist("direct_reclaim_us");
  }

  private StallsCounts() {}
}
