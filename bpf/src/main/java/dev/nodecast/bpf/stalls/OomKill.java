package dev.nodecast.bpf.stalls;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One process that the kernel killed because memory had run out.
 *
 * @param cgroup of the victim
 * @param killedNanos on the monotonic clock, which stands still while the machine sleeps
 * @param rssPages what it had resident: anonymous, of files and shared
 * @param limitPages the limit that was reached, in pages; 0 when the machine's memory ran out
 * @param limitCgroup whose limit that is, by its id in the memory controller's hierarchy: the
 *     victim's cgroup or one above it; 0 when the machine's memory ran out
 * @param pid in the root pid namespace
 * @param comm the first 15 bytes of its name
 */
public record OomKill(
    CgroupIds cgroup,
    long killedNanos,
    long totalVmPages,
    long rssPages,
    long limitPages,
    long limitCgroup,
    int pid,
    String comm) {
  /** struct oom_kill of stalls.h. */
  static final StructLayout LAYOUT = new StructLayout("oom_kill");

  private static final int COMM_LENGTH = 16;

  private static final int CGROUP = LAYOUT.struct("cgroup", CgroupIds.LAYOUT);
  private static final int KILLED = LAYOUT.u64("killed_ns");
  private static final int TOTAL_VM = LAYOUT.u64("total_vm_pages");
  private static final int RSS = LAYOUT.u64("rss_pages");
  private static final int LIMIT = LAYOUT.u64("limit_pages");
  private static final int LIMIT_CGROUP = LAYOUT.u64("limit_cgroup");
  private static final int PID = LAYOUT.u32("pid");
  private static final int COMM = LAYOUT.chars("comm", COMM_LENGTH);

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = LAYOUT.u32("pad");

  /** Whether the machine's memory ran out, and not what a cgroup may use. */
  public boolean ofMachine() {
    return limitCgroup == 0;
  }

  static OomKill read(ByteBuffer buffer, int at) {
    return new OomKill(
        CgroupIds.read(buffer, at + CGROUP),
        buffer.getLong(at + KILLED),
        buffer.getLong(at + TOTAL_VM),
        buffer.getLong(at + RSS),
        buffer.getLong(at + LIMIT),
        buffer.getLong(at + LIMIT_CGROUP),
        buffer.getInt(at + PID),
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
