package dev.nodecast.bpf.cache;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: pages that its threads brought into the cache, dirtied, used. */
public final class CacheCounts {
  /** struct cache_counts of cache.h. */
  public static final StructLayout LAYOUT = new StructLayout("cache_counts");

  static {
    LAYOUT.u64("additions");
    LAYOUT.u64("dirtied");
    LAYOUT.u64("buffers_dirtied");
    LAYOUT.u64("accesses");
  }

  private CacheCounts() {}
}
