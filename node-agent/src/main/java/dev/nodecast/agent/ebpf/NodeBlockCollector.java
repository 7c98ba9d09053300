package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.block.Block;
import dev.nodecast.bpf.block.BlockOperation;
import dev.nodecast.bpf.block.BlockOperations;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeBlockKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What block devices do for the whole machine, by whole disk and operation, from the same programs
 * as {@link BlockCollector}. An operation appears with the first of its kind; a disk goes when
 * {@code /sys/dev/block} no more has it.
 */
public final class NodeBlockCollector implements Collector, BlockOperations.Increases {
  private static final List<Group> GROUPS = List.of(NodeBlockKind.KIND.groups().get(0));

  /** Disks come and go rarely, and each look is a system call for each. */
  private static final int ROUNDS = 60;

  /** In the order of the struct. */
  private static final Column[] COLUMNS = {
    NodeBlockKind.COMPLETED,
    NodeBlockKind.TRANSFERRED,
    NodeBlockKind.ERRORS,
    NodeBlockKind.LATENCY,
    NodeBlockKind.SIZE
  };

  private static final int COUNTERS = 3;

  private final Path devices;
  private final Programs programs;
  private final Workloads workloads;
  private final Map<BlockOperation, Entity> entities = new HashMap<>();
  private Samples samples;
  private int round;

  public NodeBlockCollector(HostRoot host, Programs programs, Workloads workloads) {
    this.devices = host.sys().resolve("dev/block");
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
    Optional<BlockOperations> operations = programs.block.running().flatMap(Block::operations);
    if (operations.isEmpty()) {
      entities.values().forEach(to::end);
      entities.clear();
      return new Outcome.Empty(programs.block.reason());
    }
    operations.get().read(this);
    if (++round % ROUNDS == 0) {
      forgetGone(operations.get());
    }
    return Outcome.PRODUCED;
  }

  @Override
  public void appeared(BlockOperation operation) {
    Entity entity = entities.get(operation);
    if (entity == null) {
      entity =
          samples.define(
              NodeBlockKind.KIND,
              name(operation),
              operation.type().name().toLowerCase(Locale.ROOT));
    }
    if (entity == null) {
      return; // at the limit of entities, and counted there
    }
    entities.put(operation, entity);
    for (int i = 0; i < COUNTERS; i++) {
      samples.increase(entity, COLUMNS[i], 0);
    }
  }

  @Override
  public void counter(BlockOperation operation, int field, long by) {
    Entity entity = entities.get(operation);
    if (entity != null) {
      samples.increase(entity, COLUMNS[field], by);
    }
  }

  @Override
  public void bucket(BlockOperation operation, int field, int bucket, long count) {
    Entity entity = entities.get(operation);
    if (entity != null) {
      samples.observe(entity, COLUMNS[field], bucket, count);
    }
  }

  private void forgetGone(BlockOperations operations) {
    for (Iterator<BlockOperation> all = entities.keySet().iterator(); all.hasNext(); ) {
      BlockOperation operation = all.next();
      if (!Files.exists(link(operation))) {
        operations.forget(operation.major(), operation.minor());
        samples.end(entities.get(operation));
        all.remove();
      }
    }
  }

  /** The name that diskstats has; the numbers of a disk that is gone already. */
  private String name(BlockOperation operation) {
    try {
      Path disk = Files.readSymbolicLink(link(operation)).getFileName();
      return disk.toString().replace('!', '/'); // sysfs writes cciss/c0d0 as cciss!c0d0
    } catch (IOException e) {
      return operation.major() + ":" + operation.minor();
    }
  }

  private Path link(BlockOperation operation) {
    return devices.resolve(operation.major() + ":" + operation.minor());
  }
}
