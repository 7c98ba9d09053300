package dev.nodecast.agent.cgroup;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import dev.nodecast.agent.procfs.TextScanner;

/**
 * Files of one number: memory.current, memory.peak, memory.swap.current, pids.current, pids.max,
 * memory.max and their v1 counterparts (memory.usage_in_bytes, memory.max_usage_in_bytes, ...).
 *
 * <pre>
 * 17825792
 * </pre>
 */
public final class CgroupValue {
  /**
   * v1 prints "no limit" as the largest multiple of the page size below 2^63 (2^63-4096 with 4 KiB
   * pages, smaller with 64 KiB ones); nothing real comes near the half of it.
   */
  private static final long NO_LIMIT = 1L << 62;

  private final TextScanner scanner = new TextScanner();

  /** The number, NOT_MEASURED for "max" and anything else that is none. */
  public long parse(byte[] bytes, int length) {
    return scanner.over(bytes, length).number();
  }

  /** The limit, NOT_MEASURED when there is none: "max", -1, or v1's page-rounded 2^63. */
  public long parseLimit(byte[] bytes, int length) {
    return limit(parse(bytes, length));
  }

  /** The limit in a number read elsewhere (such as hierarchical_memory_limit). */
  public static long limit(long value) {
    return value < 0 || value >= NO_LIMIT ? NOT_MEASURED : value;
  }

  /**
   * The working set as kubelet and cAdvisor define it: usage without the inactive page cache, never
   * below 0. Bytes; NOT_MEASURED when usage is.
   */
  public static long workingSet(long usage, long inactiveFile) {
    if (usage == NOT_MEASURED || inactiveFile == NOT_MEASURED) {
      return usage;
    }
    return Math.max(0, usage - inactiveFile);
  }
}
