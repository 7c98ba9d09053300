package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.packets.Packets;
import dev.nodecast.bpf.packets.PacketsCounts;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * IP packets that the sockets of each container send and get, by protocol, and their UDP datagrams,
 * from programs that the root of the cgroup v2 hierarchy runs for each (packets.bpf.c):
 *
 * <pre>
 * include/uapi/linux/bpf.h
 * BPF_CGROUP_INET_INGRESS, BPF_CGROUP_INET_EGRESS, BPF_CGROUP_INET_SOCK_CREATE
 * </pre>
 */
public final class PacketsCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(
          ContainerKernelKind.KIND.groups().get(ContainerKernelKind.UDP_SENT_DATAGRAMS.group()));

  private final Programs programs;
  private final Workloads workloads;
  private final SlotBinding binding =
      new SlotBinding(PacketsCounts.LAYOUT)
          .counter("udp_sent_datagrams", ContainerKernelKind.UDP_SENT_DATAGRAMS)
          .counter("udp_sent_bytes", ContainerKernelKind.UDP_SENT_BYTES)
          .counter("udp_received_datagrams", ContainerKernelKind.UDP_RECEIVED_DATAGRAMS)
          .counter("udp_received_bytes", ContainerKernelKind.UDP_RECEIVED_BYTES)
          .counter("tcp_packets_out", ContainerKernelKind.TCP_PACKETS_OUT)
          .counter("tcp_packet_bytes_out", ContainerKernelKind.TCP_PACKET_BYTES_OUT)
          .counter("tcp_packets_in", ContainerKernelKind.TCP_PACKETS_IN)
          .counter("tcp_packet_bytes_in", ContainerKernelKind.TCP_PACKET_BYTES_IN)
          .counter("udp_packets_out", ContainerKernelKind.UDP_PACKETS_OUT)
          .counter("udp_packet_bytes_out", ContainerKernelKind.UDP_PACKET_BYTES_OUT)
          .counter("udp_packets_in", ContainerKernelKind.UDP_PACKETS_IN)
          .counter("udp_packet_bytes_in", ContainerKernelKind.UDP_PACKET_BYTES_IN)
          .counter("icmp_packets_out", ContainerKernelKind.ICMP_PACKETS_OUT)
          .counter("icmp_packet_bytes_out", ContainerKernelKind.ICMP_PACKET_BYTES_OUT)
          .counter("icmp_packets_in", ContainerKernelKind.ICMP_PACKETS_IN)
          .counter("icmp_packet_bytes_in", ContainerKernelKind.ICMP_PACKET_BYTES_IN)
          .counter("other_packets_out", ContainerKernelKind.OTHER_PACKETS_OUT)
          .counter("other_packet_bytes_out", ContainerKernelKind.OTHER_PACKET_BYTES_OUT)
          .counter("other_packets_in", ContainerKernelKind.OTHER_PACKETS_IN)
          .counter("other_packet_bytes_in", ContainerKernelKind.OTHER_PACKET_BYTES_IN);

  public PacketsCollector(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    workloads.refresh(samples);
    return workloads.collect(programs.packets, Packets::counters, binding, samples);
  }
}
