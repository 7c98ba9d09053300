package dev.nodecast.bpf.packets;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: IP packets as its sockets hand them out and get them. */
public final class PacketsCounts {
  /** struct packets_counts of packets.h. */
  public static final StructLayout LAYOUT = new StructLayout("packets_counts");

  static {
    LAYOUT.u64("udp_sent_datagrams");
    LAYOUT.u64("udp_sent_bytes");
    LAYOUT.u64("udp_received_datagrams");
    LAYOUT.u64("udp_received_bytes");
    LAYOUT.u64("tcp_packets_out");
    LAYOUT.u64("tcp_packet_bytes_out");
    LAYOUT.u64("tcp_packets_in");
    LAYOUT.u64("tcp_packet_bytes_in");
    LAYOUT.u64("udp_packets_out");
    LAYOUT.u64("udp_packet_bytes_out");
    LAYOUT.u64("udp_packets_in");
    LAYOUT.u64("udp_packet_bytes_in");
    LAYOUT.u64("icmp_packets_out");
    LAYOUT.u64("icmp_packet_bytes_out");
    LAYOUT.u64("icmp_packets_in");
    LAYOUT.u64("icmp_packet_bytes_in");
    LAYOUT.u64("other_packets_out");
    LAYOUT.u64("other_packet_bytes_out");
    LAYOUT.u64("other_packets_in");
    LAYOUT.u64("other_packet_bytes_in");
  }

  private PacketsCounts() {}
}
