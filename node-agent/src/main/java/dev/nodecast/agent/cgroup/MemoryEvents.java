package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.procfs.KernelKey;
import dev.nodecast.agent.procfs.KeyedLongs;

/**
 * How often memory limits were hit: {@code memory.events} of v2, {@code memory.oom_control} of v1
 * (Linux: mm/memcontrol.c). Counts, descendants included on v2.
 *
 * <pre>
 * low 0
 * high 12
 * max 3
 * oom 1
 * oom_kill 1
 * oom_group_kill 0
 * </pre>
 *
 * v1 has {@code oom_kill_disable}, {@code under_oom} and, since 4.13, {@code oom_kill}; its
 * memory.failcnt, a number of its own, is what v2 calls max.
 */
public final class MemoryEvents {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** Reclaimed although below memory.low. */
    LOW("low"),
    /** Throttled for exceeding memory.high. */
    HIGH("high"),
    /** About to exceed memory.max. */
    MAX("max"),
    /** The limit was reached and reclaim failed. */
    OOM("oom"),
    /** Processes killed. */
    OOM_KILL("oom_kill"),
    /** Times the whole cgroup was killed (5.17). */
    OOM_GROUP_KILL("oom_group_kill"),
    /** v1: 1 while tasks are stopped for want of memory. */
    UNDER_OOM("under_oom");

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
