package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.tcp.TcpPeer;
import dev.nodecast.bpf.tcp.TcpPeerCounts;
import dev.nodecast.bpf.tcp.TcpPeers;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom each container talks TCP with, from the table of peers that tcp.bpf.c keeps. It is bounded
 * there: 100 peers of a cgroup, 2,000 of the node, and the rest in {@code ~other}.
 */
public final class TcpPeerCollector implements Collector, TcpPeers.Increases {
  private static final List<Group> GROUPS =
      List.of(ContainerTcpPeerKind.KIND.groups().get(ContainerTcpPeerKind.OPEN.group()));
  private static final Map<Integer, Column> COUNTERS =
      Map.of(
          TcpPeerCounts.SENT_BYTES, ContainerTcpPeerKind.SENT_BYTES,
          TcpPeerCounts.RECEIVED_BYTES, ContainerTcpPeerKind.RECEIVED_BYTES,
          TcpPeerCounts.RETRANSMITS, ContainerTcpPeerKind.RETRANSMITS,
          TcpPeerCounts.CONNECTIONS, ContainerTcpPeerKind.CONNECTIONS,
          TcpPeerCounts.FAILURES, ContainerTcpPeerKind.FAILURES);

  /** One row; several cgroups of a container may have the same peer. */
  private static final class Row {
    final List<String> labels;
    final Entity entity;
    int peers;

    Row(List<String> labels, Entity entity) {
      this.labels = labels;
      this.entity = entity;
    }
  }

  private final Programs programs;
  private final CgroupLabels labels;
  private final Map<List<String>, Row> rows = new HashMap<>();
  private final Map<TcpPeer, Row> byPeer = new HashMap<>();
  private Samples samples;

  public TcpPeerCollector(Programs programs, CgroupLabels labels) {
    this.programs = programs;
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
  public Outcome collect(Samples to) {
    samples = to;
    Optional<TcpPeers> peers = programs.tcp.running().flatMap(tcp -> tcp.peers());
    if (peers.isEmpty()) {
      new ArrayList<>(byPeer.keySet()).forEach(this::gone);
      return new Outcome.Empty(programs.tcp.reason());
    }
    peers.get().read(this);
    return Outcome.PRODUCED;
  }

  @Override
  public boolean knows(CgroupIds cgroup) {
    return labels.of(cgroup).isPresent();
  }

  @Override
  public void counter(TcpPeer peer, int field, long by) {
    Column column = COUNTERS.get(field);
    if (column != null) {
      row(peer).ifPresent(row -> samples.increase(row.entity, column, by));
    }
  }

  @Override
  public void bucket(TcpPeer peer, int field, int bucket, long count) {
    row(peer)
        .ifPresent(row -> samples.observe(row.entity, ContainerTcpPeerKind.RTT, bucket, count));
  }

  @Override
  public void open(TcpPeer peer, long more) {
    row(peer).ifPresent(row -> samples.add(row.entity, ContainerTcpPeerKind.OPEN, more));
  }

  @Override
  public void gone(TcpPeer peer) {
    Row row = byPeer.remove(peer);
    if (row != null && --row.peers == 0) {
      rows.remove(row.labels);
      samples.end(row.entity);
    }
  }

  /** Empty at the limit of entities, which counts what it refuses. */
  private Optional<Row> row(TcpPeer peer) {
    Row known = byPeer.get(peer);
    if (known == null) {
      List<String> names = names(peer);
      known = rows.get(names);
      if (known == null) {
        Entity entity = samples.define(ContainerTcpPeerKind.KIND, names);
        if (entity == null) {
          return Optional.empty();
        }
        known = new Row(names, entity);
        rows.put(names, known);
        for (Column column : COUNTERS.values()) {
          samples.increase(entity, column, 0);
        }
      }
      known.peers++;
      byPeer.put(peer, known);
    }
    return Optional.of(known);
  }

  private List<String> names(TcpPeer peer) {
    List<String> names = new ArrayList<>(labels.of(peer.cgroup()).orElseThrow());
    names.add(peer.incoming() ? "in" : "out");
    names.add(peer.address().orElse(ContainerTcpPeerKind.OTHER));
    names.add(peer.other() ? "" : Integer.toString(peer.port()));
    return List.copyOf(names);
  }
}
