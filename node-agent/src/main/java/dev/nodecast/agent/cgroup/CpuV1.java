package dev.nodecast.agent.cgroup;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import dev.nodecast.agent.procfs.KernelKey;
import dev.nodecast.agent.procfs.KeyedLongs;
import dev.nodecast.agent.procfs.TextScanner;

/**
 * CPU time and throttling of cgroup v1 (Linux: kernel/sched/cpuacct.c, kernel/sched/core.c). {@code
 * cpuacct.usage}, {@code usage_user} and {@code usage_sys} are one number of nanoseconds each;
 * kernels before 4.6 have only {@code cpuacct.stat}, in ticks of USER_HZ:
 *
 * <pre>
 * user 3905
 * system 2623
 * </pre>
 *
 * {@code cpu.stat} (another hierarchy if cpu and cpuacct are not mounted together), nanoseconds:
 *
 * <pre>
 * nr_periods 120
 * nr_throttled 7
 * throttled_time 91820000
 * nr_bursts 0
 * burst_time 0
 * </pre>
 */
public final class CpuV1 {
  /** What the stat files say. */
  public enum Field implements KernelKey {
    /** cpuacct.stat: user mode, ticks of USER_HZ. */
    USER_TICKS("user"),
    /** cpuacct.stat: kernel mode, ticks of USER_HZ. */
    SYSTEM_TICKS("system"),
    /** cpu.stat: quota periods in which it ran. */
    PERIODS("nr_periods"),
    /** cpu.stat: periods in which it ran out of quota. */
    THROTTLED_PERIODS("nr_throttled"),
    /** cpu.stat: time its run queues were throttled, added over CPUs, nanoseconds. */
    THROTTLED_NANOS("throttled_time"),
    /** cpu.stat: periods in which it used saved quota (5.14). */
    BURSTS("nr_bursts"),
    /** cpu.stat: CPU time used beyond the quota (5.14), nanoseconds. */
    BURST_NANOS("burst_time");

    private final String keys;

    Field(String keys) {
      this.keys = keys;
    }

    @Override
    public String keys() {
      return keys;
    }
  }

  private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux we run on

  /** CPU time, nanoseconds. */
  public long usageNanos = NOT_MEASURED;

  private long userNanos = NOT_MEASURED;
  private long systemNanos = NOT_MEASURED;

  private final KeyedLongs<Field> values = new KeyedLongs<>(Field.values());
  private final TextScanner scanner = new TextScanner();

  /** Forgets the cgroup read before: its files are several, and some may be missing. */
  public void clear() {
    usageNanos = NOT_MEASURED;
    userNanos = NOT_MEASURED;
    systemNanos = NOT_MEASURED;
    values.clear();
  }

  /** Reads cpuacct.usage. */
  public void parseUsage(byte[] bytes, int length) {
    usageNanos = scanner.over(bytes, length).number();
  }

  /** Reads cpuacct.usage_user. */
  public void parseUsageUser(byte[] bytes, int length) {
    userNanos = scanner.over(bytes, length).number();
  }

  /** Reads cpuacct.usage_sys. */
  public void parseUsageSystem(byte[] bytes, int length) {
    systemNanos = scanner.over(bytes, length).number();
  }

  /** Reads cpuacct.stat or cpu.stat, in addition to what was read of this cgroup. */
  public boolean parseStat(byte[] bytes, int length) {
    return values.add(bytes, length);
  }

  /** CPU time in user mode, nanoseconds, from the finest file that was read. */
  public long userNanos() {
    return userNanos != NOT_MEASURED ? userNanos : ticks(Field.USER_TICKS);
  }

  /** CPU time in the kernel, nanoseconds, from the finest file that was read. */
  public long systemNanos() {
    return systemNanos != NOT_MEASURED ? systemNanos : ticks(Field.SYSTEM_TICKS);
  }

  private long ticks(Field field) {
    long ticks = of(field);
    if (ticks == NOT_MEASURED) {
      return NOT_MEASURED;
    }
    return ticks > Long.MAX_VALUE / NANOS_PER_TICK ? Long.MAX_VALUE : ticks * NANOS_PER_TICK;
  }

  /** A value of the stat files, NOT_MEASURED if absent. */
  public long of(Field field) {
    return values.of(field);
  }
}
