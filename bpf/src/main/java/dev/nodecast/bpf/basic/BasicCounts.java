package dev.nodecast.bpf.basic;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: struct basic_counts of basic.h. */
public final class BasicCounts {
  public static final StructLayout LAYOUT = new StructLayout("basic_counts");

  static {
    LAYOUT.u64("forks");
    LAYOUT.u64("execs");
    LAYOUT.u64("exits");
    LAYOUT.u64("voluntary");
    LAYOUT.u64("involuntary");
    LAYOUT.u64("blocked");
    LAYOUT.u64("tcp_connects");
    LAYOUT.u64("tcp_connect_failures");
    LAYOUT.u64("oom_kills");
  }

  private BasicCounts() {}
}
