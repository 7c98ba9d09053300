package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.procfs.KernelKey;
import dev.nodecast.agent.procfs.KeyedLongs;

/**
 * {@code memory.stat} of cgroup v2, bytes and counts, descendants included (Linux: mm/memcontrol.c,
 * Documentation/admin-guide/cgroup-v2.rst).
 *
 * <pre>
 * anon 8318976
 * file 9236480
 * kernel 1228800
 * inactive_file 4096
 * pgmajfault 0
 * </pre>
 */
public final class MemoryStatV2 {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** Anonymous memory. */
    ANON("anon"),
    /** Page cache, shared memory included. */
    FILE("file"),
    /** Kernel memory (5.18; before, see the parts). */
    KERNEL("kernel"),
    /** Kernel stacks. */
    KERNEL_STACK("kernel_stack"),
    /** Page tables (5.10). */
    PAGE_TABLES("pagetables"),
    /** Network buffers. */
    SOCKET("sock"),
    /** Shared memory and tmpfs. */
    SHMEM("shmem"),
    /** Mapped files. */
    FILE_MAPPED("file_mapped"),
    /** Waiting to be written. */
    FILE_DIRTY("file_dirty"),
    /** Being written. */
    FILE_WRITEBACK("file_writeback"),
    /** Less recently used anonymous memory. */
    INACTIVE_ANON("inactive_anon"),
    /** Recently used anonymous memory. */
    ACTIVE_ANON("active_anon"),
    /** Less recently used page cache: what the working set leaves out. */
    INACTIVE_FILE("inactive_file"),
    /** Recently used page cache. */
    ACTIVE_FILE("active_file"),
    /** Cannot be reclaimed. */
    UNEVICTABLE("unevictable"),
    /** Kernel object caches. */
    SLAB("slab"),
    /** Slab that can be given back. */
    SLAB_RECLAIMABLE("slab_reclaimable"),
    /** Slab that cannot. */
    SLAB_UNRECLAIMABLE("slab_unreclaimable"),
    /** Swapped out and in again, still in swap. */
    SWAP_CACHED("swapcached"),
    /** Page faults. */
    FAULTS("pgfault"),
    /** Page faults that had to read. */
    MAJOR_FAULTS("pgmajfault"),
    /** Reclaimed pages needed again. */
    REFAULTS("workingset_refault workingset_refault_anon workingset_refault_file");

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
