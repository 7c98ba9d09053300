package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.tcp.Tcp;
import dev.nodecast.bpf.tcp.TcpCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * TCP of each container, from its sockets' own counters (struct tcp_sock), read once a tick while
 * connections live and when they close (tcp.bpf.c):
 *
 * <pre>
 * include/trace/events/sock.h
 * TRACE_EVENT(inet_sock_set_state, TP_PROTO(const struct sock *sk, const int oldstate, …
 * </pre>
 */
public final class TcpCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKernelKind.KIND.groups().get(ContainerKernelKind.TCP_OPEN.group()));

  private final Programs programs;
  private final Workloads workloads;
  private final CgroupLabels labels;
  private long version = -1;
  private final SlotBinding binding =
      new SlotBinding(TcpCounts.LAYOUT)
          .counter("sent_bytes", ContainerKernelKind.TCP_SENT_BYTES)
          .counter("received_bytes", ContainerKernelKind.TCP_RECEIVED_BYTES)
          .counter("sent_segments", ContainerKernelKind.TCP_SENT_SEGMENTS)
          .counter("received_segments", ContainerKernelKind.TCP_RECEIVED_SEGMENTS)
          .counter("retransmits", ContainerKernelKind.TCP_RETRANSMITS)
          .counter("connects", ContainerKernelKind.TCP_CONNECTS)
          .counter("accepts", ContainerKernelKind.TCP_ACCEPTS)
          .counter("closes", ContainerKernelKind.TCP_CLOSES)
          .counter("connect_failures", ContainerKernelKind.TCP_CONNECT_FAILURES)
          .counter("resets_sent", ContainerKernelKind.TCP_RESETS_SENT)
          .counter("resets_received", ContainerKernelKind.TCP_RESETS_RECEIVED)
          .counter("drops", ContainerKernelKind.TCP_DROPS)
          .counter("listen_overflows", ContainerKernelKind.TCP_LISTEN_OVERFLOWS)
          .histogram("rtt_us", ContainerKernelKind.TCP_RTT)
          .histogram("connect_latency_us", ContainerKernelKind.TCP_CONNECT_LATENCY);

  /**
   * @param labels brought up to date here, for the tables that are read less often
   */
  public TcpCollector(Programs programs, Workloads workloads, CgroupLabels labels) {
    this.programs = programs;
    this.workloads = workloads;
    this.labels = labels;
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
    labels.refresh();
    programs.tcp.running().ifPresent(Tcp::visit);
    Outcome outcome = workloads.collect(programs.tcp, Tcp::counters, binding, samples);
    Optional<SlotCounters> counters = programs.tcp.running().flatMap(Tcp::counters);
    boolean still = counters.isPresent() && !counters.get().grew();
    if (!still || version != workloads.version()) {
      version = workloads.version();
      countOpen(counters, samples);
    }
    return outcome;
  }

  /** Several slots may be one container's. */
  private void countOpen(Optional<SlotCounters> counters, Samples samples) {
    BitSet readable = workloads.readable();
    for (int slot = readable.nextSetBit(0); slot >= 0; slot = readable.nextSetBit(slot + 1)) {
      samples.set(workloads.entity(slot), ContainerKernelKind.TCP_OPEN, Column.NOT_MEASURED);
    }
    if (counters.isEmpty()) {
      return;
    }
    for (int slot = readable.nextSetBit(0); slot >= 0; slot = readable.nextSetBit(slot + 1)) {
      long open = Math.max(0, TcpCounts.open(counters.get(), slot));
      samples.add(workloads.entity(slot), ContainerKernelKind.TCP_OPEN, open);
    }
  }
}
