package dev.nodecast.agent.cgroup;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import dev.nodecast.agent.procfs.TextScanner;

/**
 * The CPU quota: {@code cpu.max} of v2, {@code cpu.cfs_quota_us} and {@code cpu.cfs_period_us} of
 * v1 (Linux: kernel/sched/core.c).
 *
 * <pre>
 * max 100000
 * 50000 100000
 * </pre>
 */
public final class CpuMax {
  /** CPU time per period, microseconds; NOT_MEASURED when unlimited. */
  public long quotaMicros = NOT_MEASURED;

  /** Length of a period, microseconds. */
  public long periodMicros = NOT_MEASURED;

  private final TextScanner scanner = new TextScanner();

  /** Reads cpu.max; false when it has no period. */
  public boolean parse(byte[] bytes, int length) {
    scanner.over(bytes, length);
    quotaMicros = scanner.number();
    if (quotaMicros == NOT_MEASURED) {
      scanner.skipWords(1); // "max"
    }
    periodMicros = scanner.number();
    return periodMicros != NOT_MEASURED;
  }

  /** Reads cpu.cfs_quota_us of v1, where -1 is unlimited. */
  public void parseV1Quota(byte[] bytes, int length) {
    quotaMicros = CgroupValue.limit(scanner.over(bytes, length).number());
  }

  /** Reads cpu.cfs_period_us of v1. */
  public void parseV1Period(byte[] bytes, int length) {
    periodMicros = scanner.over(bytes, length).number();
  }

  /** How many thousandths of a CPU it may use; NOT_MEASURED when unlimited. */
  public long millicores() {
    if (quotaMicros == NOT_MEASURED || periodMicros <= 0 || quotaMicros > Long.MAX_VALUE / 1000) {
      return NOT_MEASURED;
    }
    return quotaMicros * 1000 / periodMicros;
  }
}
