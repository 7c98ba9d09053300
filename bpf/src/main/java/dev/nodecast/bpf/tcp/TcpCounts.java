package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup. */
public final class TcpCounts {
  /** struct tcp_counts of tcp.h. */
  public static final StructLayout LAYOUT = new StructLayout("tcp_counts");

  static {
    LAYOUT.u64("sent_bytes");
    LAYOUT.u64("received_bytes");
    LAYOUT.u64("sent_segments");
    LAYOUT.u64("received_segments");
    LAYOUT.u64("retransmits");
    LAYOUT.u64("connects");
    LAYOUT.u64("accepts");
    LAYOUT.u64("adopted");
    LAYOUT.u64("closes");
    LAYOUT.u64("connect_failures");
    LAYOUT.u64("resets_sent");
    LAYOUT.u64("resets_received");
    LAYOUT.u64("drops");
    LAYOUT.u64("listen_overflows");
    LAYOUT.hist("rtt_us");
    LAYOUT.hist("connect_latency_us");
  }

  private TcpCounts() {}
}
