package dev.nodecast.agent.procfs;

/**
 * {@code /proc/meminfo}, in bytes (Linux: fs/proc/meminfo.c, Documentation/filesystems/proc.rst).
 *
 * <pre>
 * MemTotal:       24684084 kB
 * MemAvailable:   24236776 kB
 * HugePages_Total:       0
 * </pre>
 *
 * MemAvailable is absent before 3.14, Percpu before 4.19.
 */
public final class MemInfo {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** Usable memory. */
    TOTAL("MemTotal"),
    /** Unused memory. */
    FREE("MemFree"),
    /** An estimate of what can be had without swapping. */
    AVAILABLE("MemAvailable"),
    /** Block device cache. */
    BUFFERS("Buffers"),
    /** Page cache, shared memory included. */
    CACHED("Cached"),
    /** Swapped out and in again, still in swap. */
    SWAP_CACHED("SwapCached"),
    /** Recently used. */
    ACTIVE("Active"),
    /** Less recently used. */
    INACTIVE("Inactive"),
    /** Recently used anonymous memory. */
    ACTIVE_ANON("Active(anon)"),
    /** Less recently used anonymous memory. */
    INACTIVE_ANON("Inactive(anon)"),
    /** Recently used page cache. */
    ACTIVE_FILE("Active(file)"),
    /** Less recently used page cache. */
    INACTIVE_FILE("Inactive(file)"),
    /** Cannot be reclaimed. */
    UNEVICTABLE("Unevictable"),
    /** Locked by mlock. */
    MLOCKED("Mlocked"),
    /** Swap space. */
    SWAP_TOTAL("SwapTotal"),
    /** Unused swap space. */
    SWAP_FREE("SwapFree"),
    /** Memory that the compressed swap cache uses (5.19). */
    ZSWAP("Zswap"),
    /** Waiting to be written. */
    DIRTY("Dirty"),
    /** Being written. */
    WRITEBACK("Writeback"),
    /** Anonymous memory in page tables. */
    ANON_PAGES("AnonPages"),
    /** Files mapped. */
    MAPPED("Mapped"),
    /** Shared memory and tmpfs. */
    SHMEM("Shmem"),
    /** Kernel memory it can give back (4.20). */
    KERNEL_RECLAIMABLE("KReclaimable"),
    /** Kernel object caches. */
    SLAB("Slab"),
    /** Slab that can be given back. */
    SLAB_RECLAIMABLE("SReclaimable"),
    /** Slab that cannot. */
    SLAB_UNRECLAIMABLE("SUnreclaim"),
    /** Stacks of all tasks. */
    KERNEL_STACK("KernelStack"),
    /** Page tables. */
    PAGE_TABLES("PageTables"),
    /** What overcommit would allow. */
    COMMIT_LIMIT("CommitLimit"),
    /** What is promised to processes. */
    COMMITTED("Committed_AS"),
    /** In use by vmalloc. */
    VMALLOC_USED("VmallocUsed"),
    /** Per-CPU allocations. */
    PERCPU("Percpu"),
    /** Taken out of service by the memory error handler. */
    HARDWARE_CORRUPTED("HardwareCorrupted"),
    /** Anonymous transparent huge pages. */
    ANON_HUGE_PAGES("AnonHugePages"),
    /** Pages in the pool, a count. */
    HUGE_PAGES_TOTAL("HugePages_Total"),
    /** Unused pages of the pool, a count. */
    HUGE_PAGES_FREE("HugePages_Free"),
    /** Reserved pages, a count. */
    HUGE_PAGES_RESERVED("HugePages_Rsvd"),
    /** Bytes of one huge page. */
    HUGE_PAGE_SIZE("Hugepagesize"),
    /** All hugetlb pages of all sizes. */
    HUGETLB("Hugetlb");

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
