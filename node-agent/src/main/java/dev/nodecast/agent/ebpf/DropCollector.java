package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.container.CgroupOwners;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.tcp.DropReasons;
import dev.nodecast.bpf.tcp.TcpDrop;
import dev.nodecast.bpf.tcp.TcpDrops;
import dev.nodecast.catalog.ContainerDropKind;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packets of TCP and UDP that the kernel dropped, by its own reason (tcp.bpf.c). Those that nobody
 * was to get, such as a connect to a port without a listener, are the host's.
 *
 * <pre>
 * include/trace/events/skb.h
 * TRACE_EVENT(kfree_skb, TP_PROTO(struct sk_buff *skb, void *location, enum skb_drop_reason …
 * </pre>
 */
public final class DropCollector implements Collector, TcpDrops.Increases {
  private static final List<Group> GROUPS =
      List.of(ContainerDropKind.KIND.groups().get(ContainerDropKind.DROPPED.group()));
  private static final CgroupIds NOBODY = new CgroupIds(0, 0);

  /** One row; several cgroups may be one container's. */
  private static final class Row {
    final List<String> labels;
    final Entity entity;
    int drops;

    Row(List<String> labels, Entity entity) {
      this.labels = labels;
      this.entity = entity;
    }
  }

  private final Programs programs;
  private final CgroupLabels labels;
  private final Map<List<String>, Row> rows = new HashMap<>();
  private final Map<TcpDrop, Row> byDrop = new HashMap<>();
  private DropReasons reasons;
  private Samples samples;

  public DropCollector(Programs programs, CgroupLabels labels) {
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
    Optional<TcpDrops> drops = programs.tcp.running().flatMap(tcp -> tcp.drops());
    if (drops.isEmpty()) {
      new ArrayList<>(byDrop.keySet()).forEach(this::gone);
      return new Outcome.Empty(programs.tcp.reason());
    }
    if (reasons == null) {
      reasons = DropReasons.ofKernel();
    }
    drops.get().read(this);
    return Outcome.PRODUCED;
  }

  @Override
  public boolean knows(CgroupIds cgroup) {
    return cgroup.equals(NOBODY) || labels.of(cgroup).isPresent();
  }

  @Override
  public void dropped(TcpDrop drop, long packets) {
    Row row = byDrop.computeIfAbsent(drop, this::row);
    if (row != null) {
      samples.increase(row.entity, ContainerDropKind.DROPPED, packets);
    }
  }

  @Override
  public void gone(TcpDrop drop) {
    Row row = byDrop.remove(drop);
    if (row != null && --row.drops == 0) {
      rows.remove(row.labels);
      samples.end(row.entity);
    }
  }

  /** Null at the limit of entities, which counts what it refuses. */
  private Row row(TcpDrop drop) {
    List<String> names = new ArrayList<>(labels.of(drop.cgroup()).orElse(CgroupOwners.HOST));
    names.add(reasons.name(drop.reason()));
    Row row = rows.get(names);
    if (row == null) {
      Entity entity = samples.define(ContainerDropKind.KIND, names);
      if (entity == null) {
        return null;
      }
      row = new Row(List.copyOf(names), entity);
      rows.put(row.labels, row);
    }
    row.drops++;
    return row;
  }
}
