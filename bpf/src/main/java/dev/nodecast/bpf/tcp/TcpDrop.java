package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/**
 * Packets of TCP and UDP that were dropped.
 *
 * @param cgroup who was to get or send them; zeroes where nobody knows
 * @param reason as this kernel numbers it; {@link DropReasons} names it
 */
public record TcpDrop(CgroupIds cgroup, int reason) {
  /** struct tcp_drop of tcp.h. */
  static final StructLayout LAYOUT = new StructLayout("tcp_drop");

  private static final int CGROUP = LAYOUT.struct("cgroup", CgroupIds.LAYOUT);
  private static final int REASON = LAYOUT.u32("reason");

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = LAYOUT.u32("pad");

  static TcpDrop read(ByteBuffer buffer, int at) {
    return new TcpDrop(CgroupIds.read(buffer, at + CGROUP), buffer.getInt(at + REASON));
  }

  void write(ByteBuffer buffer, int at) {
    cgroup.write(buffer, at + CGROUP);
    buffer.putInt(at + REASON, reason);
  }
}
