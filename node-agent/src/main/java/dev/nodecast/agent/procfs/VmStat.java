package dev.nodecast.agent.procfs;

/**
 * {@code /proc/vmstat}: events of the memory management since boot (Linux: mm/vmstat.c).
 *
 * <pre>
 * pgpgin 1020025
 * pgfault 2123159
 * oom_kill 0
 * </pre>
 *
 * pgpgin and pgpgout are KiB, all others counts (of pages of 4 KiB on x86). Before 4.8 reclaim was
 * counted per zone, since 4.8 allocstall is: either way the sum is taken. oom_kill came with 4.13.
 */
public final class VmStat {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** KiB read from block devices. */
    PAGED_IN("pgpgin"),
    /** KiB written to block devices. */
    PAGED_OUT("pgpgout"),
    /** Pages read from swap. */
    SWAPPED_IN("pswpin"),
    /** Pages written to swap. */
    SWAPPED_OUT("pswpout"),
    /** Page faults. */
    FAULTS("pgfault"),
    /** Page faults that had to read. */
    MAJOR_FAULTS("pgmajfault"),
    /** Pages freed. */
    FREED("pgfree"),
    /** Pages moved to the active list. */
    ACTIVATED("pgactivate"),
    /** Pages that background reclaim looked at. */
    SCANNED_KSWAPD(
        "pgscan_kswapd pgscan_kswapd_dma pgscan_kswapd_dma32 pgscan_kswapd_normal pgscan_kswapd_high pgscan_kswapd_movable pgscan_kswapd_device"),
    /** Pages that allocating tasks had to look at themselves. */
    SCANNED_DIRECT(
        "pgscan_direct pgscan_direct_dma pgscan_direct_dma32 pgscan_direct_normal pgscan_direct_high pgscan_direct_movable pgscan_direct_device"),
    /** Pages that khugepaged looked at (6.3). */
    SCANNED_KHUGEPAGED("pgscan_khugepaged"),
    /** Pages that background reclaim got. */
    STOLEN_KSWAPD(
        "pgsteal_kswapd pgsteal_kswapd_dma pgsteal_kswapd_dma32 pgsteal_kswapd_normal pgsteal_kswapd_high pgsteal_kswapd_movable pgsteal_kswapd_device"),
    /** Pages that allocating tasks got. */
    STOLEN_DIRECT(
        "pgsteal_direct pgsteal_direct_dma pgsteal_direct_dma32 pgsteal_direct_normal pgsteal_direct_high pgsteal_direct_movable pgsteal_direct_device"),
    /** Pages that khugepaged got (6.3). */
    STOLEN_KHUGEPAGED("pgsteal_khugepaged"),
    /** Allocations that had to reclaim first. */
    ALLOCATION_STALLS(
        "allocstall allocstall_dma allocstall_dma32 allocstall_normal allocstall_high allocstall_movable allocstall_device"),
    /** Reclaimed pages needed again; thrashing. */
    REFAULTS("workingset_refault workingset_refault_anon workingset_refault_file"),
    /** Processes killed for want of memory. */
    OOM_KILLS("oom_kill"),
    /** Allocations that had to compact first. */
    COMPACTION_STALLS("compact_stall"),
    /** Allocations on the wanted node. */
    NUMA_HIT("numa_hit"),
    /** Allocations on another node. */
    NUMA_MISS("numa_miss"),
    /** Times the page cache was dropped by hand. */
    DROP_PAGECACHE("drop_pagecache");

    private final String keys;

    Field(String keys) {
      this.keys = keys;
    }

    @Override
    public String keys() {
      return keys;
    }
  }

  private final KeyedLongs<Field> values = new KeyedLongs<>(Field.values());

  /** Reads the file's text; false when it holds none of the fields. */
  public boolean parse(byte[] bytes, int length) {
    return values.parse(bytes, length);
  }

  /** The value in the text parsed last, NOT_MEASURED if absent. */
  public long of(Field field) {
    return values.of(field);
  }
}
