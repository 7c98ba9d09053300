package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.cgroup.CpuMax;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * Limits of containers: {@code cpu.max}, {@code cpu.weight}, {@code memory.max}, {@code
 * memory.swap.max}, {@code pids.max} of v2, and what v1 calls them. They change when someone
 * changes them, so a container's are read when it appears and then every sixth time; no descriptor
 * is kept for them.
 */
public final class ContainerLimitsCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKind.KIND.groups().get(ContainerKind.CPU_LIMIT.group()));
  private static final int ROUNDS = 6;
  private static final OpenFiles KEEP_NONE = new OpenFiles(0);

  private static final class Part implements ContainerPart {
    final CgroupFiles cpu;
    final CgroupFiles memory;
    final CgroupFiles pids;
    int round;

    Part(Container container, boolean cpuV2, boolean memoryV2) {
      cpu =
          cpuV2
              ? files(container, Controller.CPU, "cpu.max", "cpu.weight")
              : files(
                  container, Controller.CPU, "cpu.cfs_quota_us", "cpu.shares", "cpu.cfs_period_us");
      memory =
          memoryV2
              ? files(container, Controller.MEMORY, "memory.max", "memory.swap.max")
              : files(
                  container,
                  Controller.MEMORY,
                  "memory.limit_in_bytes",
                  "memory.memsw.limit_in_bytes");
      pids = files(container, Controller.PIDS, "pids.max");
    }

    private static CgroupFiles files(Container container, Controller of, String... names) {
      return new CgroupFiles(container, KEEP_NONE, of, names);
    }

    @Override
    public void end(Samples samples) {
      cpu.close();
      memory.close();
      pids.close();
    }
  }

  private final Containers containers;
  private final KernelReader reader;
  private final boolean cpuV2;
  private final boolean memoryV2;
  private final PartKey<Part> key;
  private final CpuMax max = new CpuMax();
  private final KernelReader.Parser parseMax = max::parse;
  private final CgroupNumber number = new CgroupNumber();

  public ContainerLimitsCollector(Containers containers) {
    this.containers = containers;
    reader = containers.reader();
    cpuV2 = containers.v2(Controller.CPU);
    memoryV2 = containers.v2(Controller.MEMORY);
    key = containers.key(Part.class, container -> new Part(container, cpuV2, memoryV2));
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return ContainerSupport.needs(containers, Controller.CPUACCT, "cpu");
  }

  @Override
  public Outcome collect(Samples samples) {
    containers.refresh(samples);
    for (Container container : containers.reported()) {
      Part part = container.part(key);
      if (part.round++ % ROUNDS != 0) {
        continue;
      }
      cpu(samples, container, part);
      memory(samples, container, part);
      container.set(samples, ContainerKind.PIDS_LIMIT, number.limitOf(part.pids, 0, reader));
    }
    return Outcome.PRODUCED;
  }

  private void cpu(Samples samples, Container container, Part part) {
    max.quotaMicros = Column.NOT_MEASURED;
    max.periodMicros = Column.NOT_MEASURED;
    long weight;
    if (cpuV2) {
      part.cpu.read(reader, 0, parseMax);
      weight = number.of(part.cpu, 1, reader);
    } else {
      max.quotaMicros = number.limitOf(part.cpu, 0, reader);
      max.periodMicros = number.of(part.cpu, 2, reader);
      weight = weight(number.of(part.cpu, 1, reader));
    }
    container.set(samples, ContainerKind.CPU_LIMIT, max.millicores());
    container.set(samples, ContainerKind.CPU_WEIGHT, weight);
  }

  /** As runtimes do: shares 2..262144 onto weight 1..10000 (KEP 2254). */
  static long weight(long shares) {
    return shares == Column.NOT_MEASURED
        ? shares
        : 1 + (Math.max(2, Math.min(262_144, shares)) - 2) * 9999 / 262_142;
  }

  private void memory(Samples samples, Container container, Part part) {
    long memory = number.limitOf(part.memory, 0, reader);
    long swap = number.limitOf(part.memory, 1, reader);
    if (!memoryV2 && swap != Column.NOT_MEASURED) {
      // v1 limits memory and swap together.
      swap = memory == Column.NOT_MEASURED ? Column.NOT_MEASURED : Math.max(0, swap - memory);
    }
    container.set(samples, ContainerKind.MEMORY_LIMIT, memory);
    container.set(samples, ContainerKind.SWAP_LIMIT, swap);
  }
}
