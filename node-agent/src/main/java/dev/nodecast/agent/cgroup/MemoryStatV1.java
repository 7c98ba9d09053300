package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.procfs.KernelKey;
import dev.nodecast.agent.procfs.KeyedLongs;

/**
 * {@code memory.stat} of cgroup v1, bytes and counts; the {@code total_} lines, which include the
 * descendants as v2 does (Linux: mm/memcontrol-v1.c,
 * Documentation/admin-guide/cgroup-v1/memory.rst).
 *
 * <pre>
 * cache 9236480
 * hierarchical_memory_limit 9223372036854771712
 * total_cache 1277906944
 * total_rss 14774272
 * total_inactive_file 1043259392
 * </pre>
 */
public final class MemoryStatV1 {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** Anonymous memory; v2 calls it anon. */
    RSS("total_rss"),
    /** Page cache, shared memory included; v2 calls it file. */
    CACHE("total_cache"),
    /** Shared memory and tmpfs (4.10). */
    SHMEM("total_shmem"),
    /** Mapped files. */
    FILE_MAPPED("total_mapped_file"),
    /** Waiting to be written. */
    FILE_DIRTY("total_dirty"),
    /** Being written. */
    FILE_WRITEBACK("total_writeback"),
    /** Swapped out; absent without swap accounting. */
    SWAP("total_swap"),
    /** Less recently used anonymous memory. */
    INACTIVE_ANON("total_inactive_anon"),
    /** Recently used anonymous memory. */
    ACTIVE_ANON("total_active_anon"),
    /** Less recently used page cache: what the working set leaves out. */
    INACTIVE_FILE("total_inactive_file"),
    /** Recently used page cache. */
    ACTIVE_FILE("total_active_file"),
    /** Cannot be reclaimed. */
    UNEVICTABLE("total_unevictable"),
    /** Page faults. */
    FAULTS("total_pgfault"),
    /** Page faults that had to read. */
    MAJOR_FAULTS("total_pgmajfault"),
    /** Reclaimed pages needed again. */
    REFAULTS(
        "total_workingset_refault total_workingset_refault_anon total_workingset_refault_file"),
    /** The smallest limit up the tree; see CgroupValue for "none". */
    HIERARCHICAL_LIMIT("hierarchical_memory_limit");

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
