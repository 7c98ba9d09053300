package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.StructGrowth;
import dev.nodecast.bpf.irq.InterruptRows;
import dev.nodecast.bpf.irq.InterruptSource;
import dev.nodecast.bpf.irq.Interrupts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeIrqKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What interrupts the machine, from the tracepoints irq_handler_{entry,exit} and
 * softirq_{raise,entry,exit} (irq.bpf.c). A source appears when it first interrupts; a hard
 * interrupt goes when {@code /sys/kernel/irq} gives its number to other handlers.
 */
public final class NodeIrqCollector implements Collector {
  private static final List<Group> GROUPS = List.of(NodeIrqKind.KIND.groups().get(0));

  /** Drivers come and go rarely, and each look is three system calls for each. */
  private static final int ROUNDS = 60;

  /** In the order of the struct. */
  private static final Column[] COLUMNS = {
    NodeIrqKind.RUNS, NodeIrqKind.RUN_TIME, NodeIrqKind.LATENCY, NodeIrqKind.DELAY
  };

  private static final int COUNTERS = 2;

  private static final StructGrowth.Increases NOBODY =
      new StructGrowth.Increases() {
        @Override
        public void counter(int field, long by) {}

        @Override
        public void bucket(int field, int bucket, long count) {}
      };

  /** One source, as long as it is there. */
  private final class Row implements StructGrowth.Increases {
    private final String name;
    private final Entity entity;

    Row(String name, Entity entity) {
      this.name = name;
      this.entity = entity;
    }

    @Override
    public void counter(int field, long by) {
      samples.increase(entity, COLUMNS[field], by);
    }

    @Override
    public void bucket(int field, int bucket, long count) {
      samples.observe(entity, COLUMNS[field], bucket, count);
    }
  }

  private final Path interrupts;
  private final Programs programs;
  private final Workloads workloads;
  private final Map<InterruptSource, Row> rows = new HashMap<>();
  private Samples samples;
  private int round;

  public NodeIrqCollector(HostRoot host, Programs programs, Workloads workloads) {
    this.interrupts = host.sys().resolve("kernel/irq");
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
  public Outcome collect(Samples to) {
    samples = to;
    workloads.refresh(to);
    Optional<InterruptRows> of = programs.irq.running().flatMap(Interrupts::rows);
    if (of.isEmpty()) {
      rows.values().forEach(row -> to.end(row.entity));
      rows.clear();
      return new Outcome.Empty(programs.irq.reason());
    }
    of.get().read(this::row);
    if (++round % ROUNDS == 0) {
      forgetGone(of.get());
    }
    return Outcome.PRODUCED;
  }

  private StructGrowth.Increases row(InterruptSource source) {
    Row known = rows.get(source);
    if (known != null) {
      return known;
    }
    String name = name(source);
    Entity entity =
        samples.define(
            NodeIrqKind.KIND,
            source.type().name().toLowerCase(Locale.ROOT),
            Integer.toString(source.number()),
            name);
    if (entity == null) {
      return NOBODY; // at the limit of entities, and counted there
    }
    Row row = new Row(name, entity);
    rows.put(source, row);
    for (int i = 0; i < COUNTERS; i++) {
      samples.increase(entity, COLUMNS[i], 0);
    }
    return row;
  }

  private void forgetGone(InterruptRows of) {
    for (Iterator<InterruptSource> all = rows.keySet().iterator(); all.hasNext(); ) {
      InterruptSource source = all.next();
      Row row = rows.get(source);
      if (!row.name.equals(name(source))) {
        of.forget(source);
        samples.end(row.entity);
        all.remove();
      }
    }
  }

  /** Of its handlers, with commas where devices share it; empty where the kernel does not tell. */
  private String name(InterruptSource source) {
    if (source.type() == InterruptSource.Type.SOFT) {
      return source.vector();
    }
    try {
      Path actions = interrupts.resolve(Integer.toString(source.number())).resolve("actions");
      return Files.readString(actions, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
