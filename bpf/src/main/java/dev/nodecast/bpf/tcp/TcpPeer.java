package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.StructLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whom a cgroup talks with: the other end's address and the server's port, whichever end that is.
 *
 * @param high the address's first eight bytes, as in memory; IPv4 is ::ffff:a.b.c.d
 * @param low the other eight
 * @param incoming whether the peer is the client
 * @param other all peers that found no room, with neither address nor port
 */
public record TcpPeer(
    CgroupIds cgroup, long high, long low, int port, boolean incoming, boolean other) {
  /** struct tcp_peer of tcp.h. */
  public static final StructLayout LAYOUT = new StructLayout("tcp_peer");

  private static final int ADDRESS_LENGTH = 16;

  private static final int CGROUP = LAYOUT.struct("cgroup", CgroupIds.LAYOUT);
  private static final int ADDRESS = LAYOUT.chars("address", ADDRESS_LENGTH);
  private static final int PORT = LAYOUT.u16("port");
  private static final int INCOMING = LAYOUT.u8("incoming");
  private static final int OTHER = LAYOUT.u8("other");

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = LAYOUT.u32("pad");

  static TcpPeer read(ByteBuffer buffer, int at) {
    return new TcpPeer(
        CgroupIds.read(buffer, at + CGROUP),
        buffer.getLong(at + ADDRESS),
        buffer.getLong(at + ADDRESS + Long.BYTES),
        Short.toUnsignedInt(buffer.getShort(at + PORT)),
        buffer.get(at + INCOMING) != 0,
        buffer.get(at + OTHER) != 0);
  }

  // By hand: what the compiler makes for records is many times slower without its second tier.
  @Override
  public int hashCode() {
    int of = cgroup.hashCode() * 31 + Long.hashCode(low);
    return (of * 31 + port) * 4 + (incoming ? 2 : 0) + (other ? 1 : 0);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TcpPeer peer
        && low == peer.low
        && high == peer.high
        && port == peer.port
        && incoming == peer.incoming
        && other == peer.other
        && cgroup.equals(peer.cgroup);
  }

  /** As the programs' key. */
  public void write(ByteBuffer buffer, int at) {
    cgroup.write(buffer, at + CGROUP);
    buffer.putLong(at + ADDRESS, high).putLong(at + ADDRESS + Long.BYTES, low);
    buffer.putShort(at + PORT, (short) port);
    buffer.put(at + INCOMING, (byte) (incoming ? 1 : 0)).put(at + OTHER, (byte) (other ? 1 : 0));
  }

  /** In the usual notation, IPv4 as IPv4; empty for all others. */
  public Optional<String> address() {
    if (other) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(ADDRESS_LENGTH).order(java.nio.ByteOrder.nativeOrder());
    bytes.putLong(high).putLong(low);
    try {
      // Mapped addresses become Inet4Address here.
      return Optional.of(InetAddress.getByAddress(bytes.array()).getHostAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
