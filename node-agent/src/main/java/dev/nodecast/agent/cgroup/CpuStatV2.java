package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.procfs.KernelKey;
import dev.nodecast.agent.procfs.KeyedLongs;

/**
 * {@code cpu.stat} of cgroup v2, times in microseconds (Linux: kernel/sched/core.c,
 * Documentation/admin-guide/cgroup-v2.rst).
 *
 * <pre>
 * usage_usec 62546460
 * user_usec 37427962
 * system_usec 25118498
 * nr_periods 120
 * nr_throttled 7
 * throttled_usec 91820
 * </pre>
 *
 * The first three exist in every cgroup, the rest only where the cpu controller is enabled. Since
 * 4.15.
 */
public final class CpuStatV2 {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** CPU time. */
    USAGE_MICROS("usage_usec"),
    /** CPU time in user mode. */
    USER_MICROS("user_usec"),
    /** CPU time in the kernel. */
    SYSTEM_MICROS("system_usec"),
    /** Quota periods in which it ran. */
    PERIODS("nr_periods"),
    /** Periods in which it ran out of quota. */
    THROTTLED_PERIODS("nr_throttled"),
    /** Time its run queues were throttled, added over CPUs. */
    THROTTLED_MICROS("throttled_usec"),
    /** Periods in which it used saved quota (5.14). */
    BURSTS("nr_bursts"),
    /** CPU time used beyond the quota (5.14). */
    BURST_MICROS("burst_usec");

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
