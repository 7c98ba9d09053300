package dev.nodecast.bpf.block;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: requests that devices completed for it, without an error. */
public final class BlockCounts {
  /** struct block_counts of block.h. */
  public static final StructLayout LAYOUT = new StructLayout("block_counts");

  static {
    LAYOUT.u64("reads");
    LAYOUT.u64("read_bytes");
    LAYOUT.u64("writes");
    LAYOUT.u64("write_bytes");
    LAYOUT.hist("read_latency_us");
    LAYOUT.hist("write_latency_us");
  }

  private BlockCounts() {}
}
