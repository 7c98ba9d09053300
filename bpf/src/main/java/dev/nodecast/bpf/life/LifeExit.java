package dev.nodecast.bpf.life;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One ended process.
 *
 * @param endedNanos on the monotonic clock, which stands still while the machine sleeps
 * @param runNanos from its start; an exec starts nothing anew
 * @param cpuNanos as the scheduler booked it: what ran since the last tick or switch may be missing
 * @param peakRssPages the most that was resident at once, in pages
 * @param pid in the root pid namespace, as the parent's
 * @param status as wait(2) tells it
 * @param comm the first 15 bytes of its name
 */
public record LifeExit(
    CgroupIds cgroup,
    long endedNanos,
    long runNanos,
    long cpuNanos,
    long peakRssPages,
    int pid,
    int parentPid,
    int status,
    String comm) {
  /** struct life_exit of life.h. */
  static final StructLayout LAYOUT = new StructLayout("life_exit");

  private static final int COMM_LENGTH = 16;

  private static final int CGROUP = LAYOUT.struct("cgroup", CgroupIds.LAYOUT);
  private static final int ENDED = LAYOUT.u64("ended_ns");
  private static final int RUN = LAYOUT.u64("run_ns");
  private static final int CPU = LAYOUT.u64("cpu_ns");
  private static final int PEAK_RSS = LAYOUT.u64("peak_rss_pages");
  private static final int PID = LAYOUT.u32("pid");
  private static final int PARENT_PID = LAYOUT.u32("parent_pid");
  private static final int STATUS = LAYOUT.u32("status");
  private static final int COMM = LAYOUT.chars("comm", COMM_LENGTH);

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = LAYOUT.u32("pad");

  /** What exit(2) was called with; 0 when a signal ended it. */
  public int code() {
    return status >>> 8 & 0xff;
  }

  /** The signal that ended it; 0 when it ended itself. */
  public int signal() {
    return status & 0x7f;
  }

  static LifeExit read(ByteBuffer buffer, int at) {
    return new LifeExit(
        CgroupIds.read(buffer, at + CGROUP),
        buffer.getLong(at + ENDED),
        buffer.getLong(at + RUN),
        buffer.getLong(at + CPU),
        buffer.getLong(at + PEAK_RSS),
        buffer.getInt(at + PID),
        buffer.getInt(at + PARENT_PID),
        buffer.getInt(at + STATUS),
        comm(buffer, at + COMM));
  }

  private static String comm(ByteBuffer buffer, int at) {
    byte[] bytes = new byte[COMM_LENGTH];
    int length = 0;
    while (length < COMM_LENGTH && buffer.get(at + length) != 0) {
      bytes[length] = buffer.get(at + length);
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
