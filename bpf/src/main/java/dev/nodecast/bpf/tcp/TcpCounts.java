package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup. */
public final class TcpCounts {
  /** struct tcp_counts of tcp.h. */
  public static final StructLayout LAYOUT = new StructLayout("tcp_counts");

  private static final int CONNECTS;
  private static final int ACCEPTS;
  private static final int ADOPTED;
  private static final int CLOSES;

  static {
    LAYOUT.u64("sent_bytes");
    LAYOUT.u64("received_bytes");
    LAYOUT.u64("sent_segments");
    LAYOUT.u64("received_segments");
    LAYOUT.u64("retransmits");
    CONNECTS = LAYOUT.u64("connects");
    ACCEPTS = LAYOUT.u64("accepts");
    ADOPTED = LAYOUT.u64("adopted");
    CLOSES = LAYOUT.u64("closes");
    LAYOUT.u64("connect_failures");
    LAYOUT.u64("resets_sent");
    LAYOUT.u64("resets_received");
    LAYOUT.u64("drops");
    LAYOUT.u64("listen_overflows");
    LAYOUT.hist("rtt_us");
    LAYOUT.hist("connect_latency_us");
  }

  private TcpCounts() {}

  /** Connections of a slot that were open when its counters were read last. */
  public static long open(SlotCounters counters, int slot) {
    return counters.told(slot, CONNECTS)
        + counters.told(slot, ACCEPTS)
        + counters.told(slot, ADOPTED)
        - counters.told(slot, CLOSES);
  }
}
