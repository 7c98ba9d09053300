package dev.nodecast.agent.cgroup;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

/**
 * Tasks of a cgroup: {@code pids.current} and {@code pids.max}, the same files in v1 and v2 (Linux
 * 4.3: kernel/cgroup/pids.c). The root cgroup has neither.
 *
 * <pre>
 * 17
 * max
 * </pre>
 */
public final class Pids {
  /** Processes and threads, a count, descendants included. */
  public long current = NOT_MEASURED;

  /** How many it may have; NOT_MEASURED when unlimited. */
  public long maximum = NOT_MEASURED;

  private final CgroupValue value = new CgroupValue();

  /** Reads pids.current. */
  public void parseCurrent(byte[] bytes, int length) {
    current = value.parse(bytes, length);
  }

  /** Reads pids.max. */
  public void parseMaximum(byte[] bytes, int length) {
    maximum = value.parseLimit(bytes, length);
  }
}
