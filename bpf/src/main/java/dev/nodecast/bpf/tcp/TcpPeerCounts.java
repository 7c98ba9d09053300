package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/** What is counted of a peer. */
public final class TcpPeerCounts {
  /** struct tcp_peer_counts of tcp.h. */
  public static final StructLayout LAYOUT = new StructLayout("tcp_peer_counts");

  public static final int SENT_BYTES = LAYOUT.u64("sent_bytes");
  public static final int RECEIVED_BYTES = LAYOUT.u64("received_bytes");
  public static final int RETRANSMITS = LAYOUT.u64("retransmits");
  public static final int CONNECTIONS = LAYOUT.u64("connections");
  public static final int FAILURES = LAYOUT.u64("failures");
  public static final int ADOPTED = LAYOUT.u64("adopted");
  public static final int CLOSES = LAYOUT.u64("closes");
  public static final int RTT = LAYOUT.hist("rtt_us");

  private TcpPeerCounts() {}

  /** Connections that are open. */
  static long open(ByteBuffer values, int at) {
    return values.getLong(at + CONNECTIONS)
        + values.getLong(at + ADOPTED)
        - values.getLong(at + CLOSES);
  }
}
