package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/**
 * What had no room or no owner since the programs were loaded.
 *
 * @param sockets connections that found the table full: of them nothing is counted
 * @param listeners likewise; their connections count where the socket's own cgroup says
 * @param peers connections that are counted among a cgroup's other peers
 * @param resets sent for no connection, such as the answer to a connect that nobody listens for
 * @param drops packets whose reason found the table full
 */
public record TcpLost(long sockets, long listeners, long peers, long resets, long drops) {
  /** struct tcp_lost of tcp.h. */
  static final StructLayout LAYOUT = new StructLayout("tcp_lost");

  private static final int SOCKETS = LAYOUT.u64("sockets");
  private static final int LISTENERS = LAYOUT.u64("listeners");
  private static final int PEERS = LAYOUT.u64("peers");
  private static final int RESETS = LAYOUT.u64("resets");
  private static final int DROPS = LAYOUT.u64("drops");

  /** While nothing runs. */
  static final TcpLost NOTHING = new TcpLost(0, 0, 0, 0, 0);

  static TcpLost read(ByteBuffer buffer) {
    return new TcpLost(
        buffer.getLong(SOCKETS),
        buffer.getLong(LISTENERS),
        buffer.getLong(PEERS),
        buffer.getLong(RESETS),
        buffer.getLong(DROPS));
  }
}
