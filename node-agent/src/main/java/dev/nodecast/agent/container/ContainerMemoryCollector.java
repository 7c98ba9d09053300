package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.CgroupValue;
import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.cgroup.MemoryEvents;
import dev.nodecast.agent.cgroup.MemoryStatV1;
import dev.nodecast.agent.cgroup.MemoryStatV2;
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
 * Memory of containers: {@code memory.current}, {@code stat}, {@code peak}, {@code swap.current}
 * and {@code events} of v2; {@code usage_in_bytes}, {@code stat}, {@code max_usage_in_bytes},
 * {@code failcnt}, {@code oom_control} and {@code kmem.usage_in_bytes} of v1.
 *
 * <p>The stat file is read when the charge changed, else every other time; peak, swap and events
 * when it changed, else every fifth time: they move with it but for a container that sits exactly
 * at its limit.
 */
public final class ContainerMemoryCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKind.KIND.groups().get(ContainerKind.MEMORY_CURRENT.group()));
  private static final int QUIET_ROUNDS = 5;

  private static final String[] V2 = {
    "memory.current", "memory.stat", "memory.peak", "memory.events", "memory.swap.current"
  };
  private static final String[] V1 = {
    "memory.usage_in_bytes",
    "memory.stat",
    "memory.max_usage_in_bytes",
    "memory.oom_control",
    "memory.failcnt",
    "memory.kmem.usage_in_bytes"
  };
  private static final int CURRENT = 0;
  private static final int STAT = 1;
  private static final int PEAK = 2;
  private static final int EVENTS = 3;
  private static final int SWAP_OR_FAILURES = 4;
  private static final int KERNEL = 5;

  private static final class Part implements ContainerPart {
    final CgroupFiles files;
    long current = Column.NOT_MEASURED;
    int quiet;

    Part(CgroupFiles files) {
      this.files = files;
    }

    @Override
    public void end(Samples samples) {
      files.close();
    }
  }

  private final Containers containers;
  private final KernelReader reader;
  private final boolean unified;
  private final PartKey<Part> key;
  private final MemoryStatV2 v2 = new MemoryStatV2();
  private final MemoryStatV1 v1 = new MemoryStatV1();
  private final MemoryEvents events = new MemoryEvents();
  private final CgroupNumber number = new CgroupNumber();
  private final KernelReader.Parser parseV2 = v2::parse;
  private final KernelReader.Parser parseV1 = v1::parse;
  private final KernelReader.Parser parseEvents = events::parse;

  public ContainerMemoryCollector(Containers containers) {
    this.containers = containers;
    reader = containers.reader();
    unified = containers.v2(Controller.MEMORY);
    String[] names = unified ? V2 : V1;
    key =
        containers.key(
            Part.class,
            container ->
                new Part(new CgroupFiles(container, containers.open(), Controller.MEMORY, names)));
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return ContainerSupport.needs(containers, Controller.MEMORY, "memory");
  }

  @Override
  public Outcome collect(Samples samples) {
    containers.refresh(samples);
    for (Container container : containers.reported()) {
      Part part = container.part(key);
      long current = number.of(part.files, CURRENT, reader);
      container.set(samples, ContainerKind.MEMORY_CURRENT, current);
      boolean all = current != part.current || ++part.quiet >= QUIET_ROUNDS;
      part.current = current;
      part.quiet = all ? 0 : part.quiet;
      if (part.quiet % 2 == 1) {
        continue; // memory.stat is the dearest file of all: every other time will do
      }
      if (unified) {
        unified(samples, container, part, current, all);
      } else {
        legacy(samples, container, part, current, all);
      }
    }
    return Outcome.PRODUCED;
  }

  private void unified(Samples samples, Container container, Part part, long current, boolean all) {
    if (part.files.read(reader, STAT, parseV2)) {
      container.set(
          samples,
          ContainerKind.MEMORY_WORKING_SET,
          CgroupValue.workingSet(current, v2.of(MemoryStatV2.Field.INACTIVE_FILE)));
      container.set(samples, ContainerKind.MEMORY_ANON, v2.of(MemoryStatV2.Field.ANON));
      container.set(samples, ContainerKind.MEMORY_FILE, v2.of(MemoryStatV2.Field.FILE));
      container.set(samples, ContainerKind.MEMORY_KERNEL, kernel());
      container.set(samples, ContainerKind.MEMORY_SHMEM, v2.of(MemoryStatV2.Field.SHMEM));
      container.set(samples, ContainerKind.MEMORY_MAPPED, v2.of(MemoryStatV2.Field.FILE_MAPPED));
      container.set(samples, ContainerKind.PAGE_FAULTS, v2.of(MemoryStatV2.Field.FAULTS));
      container.set(
          samples, ContainerKind.MAJOR_PAGE_FAULTS, v2.of(MemoryStatV2.Field.MAJOR_FAULTS));
    }
    if (!all) {
      return;
    }
    container.set(samples, ContainerKind.MEMORY_PEAK, number.of(part.files, PEAK, reader));
    container.set(
        samples, ContainerKind.MEMORY_SWAP, number.of(part.files, SWAP_OR_FAILURES, reader));
    if (part.files.read(reader, EVENTS, parseEvents)) {
      container.set(samples, ContainerKind.MEMORY_EVENTS_HIGH, events.of(MemoryEvents.Field.HIGH));
      container.set(samples, ContainerKind.MEMORY_EVENTS_MAX, events.of(MemoryEvents.Field.MAX));
      container.set(samples, ContainerKind.MEMORY_EVENTS_OOM, events.of(MemoryEvents.Field.OOM));
      container.set(
          samples, ContainerKind.MEMORY_EVENTS_OOM_KILL, events.of(MemoryEvents.Field.OOM_KILL));
    }
  }

  /** Before 5.18 there is no sum, and the parts are what the sum is made of. */
  private long kernel() {
    long sum = v2.of(MemoryStatV2.Field.KERNEL);
    if (sum != Column.NOT_MEASURED) {
      return sum;
    }
    long stack = v2.of(MemoryStatV2.Field.KERNEL_STACK);
    long slab = v2.of(MemoryStatV2.Field.SLAB);
    if (stack == Column.NOT_MEASURED || slab == Column.NOT_MEASURED) {
      return Column.NOT_MEASURED;
    }
    return stack + slab + Math.max(0, v2.of(MemoryStatV2.Field.PAGE_TABLES));
  }

  private void legacy(Samples samples, Container container, Part part, long current, boolean all) {
    if (part.files.read(reader, STAT, parseV1)) {
      container.set(
          samples,
          ContainerKind.MEMORY_WORKING_SET,
          CgroupValue.workingSet(current, v1.of(MemoryStatV1.Field.INACTIVE_FILE)));
      container.set(samples, ContainerKind.MEMORY_ANON, v1.of(MemoryStatV1.Field.RSS));
      container.set(samples, ContainerKind.MEMORY_FILE, v1.of(MemoryStatV1.Field.CACHE));
      container.set(samples, ContainerKind.MEMORY_SHMEM, v1.of(MemoryStatV1.Field.SHMEM));
      container.set(samples, ContainerKind.MEMORY_MAPPED, v1.of(MemoryStatV1.Field.FILE_MAPPED));
      container.set(samples, ContainerKind.MEMORY_SWAP, v1.of(MemoryStatV1.Field.SWAP));
      container.set(samples, ContainerKind.PAGE_FAULTS, v1.of(MemoryStatV1.Field.FAULTS));
      container.set(
          samples, ContainerKind.MAJOR_PAGE_FAULTS, v1.of(MemoryStatV1.Field.MAJOR_FAULTS));
    }
    if (!all) {
      return;
    }
    container.set(samples, ContainerKind.MEMORY_PEAK, number.of(part.files, PEAK, reader));
    container.set(
        samples, ContainerKind.MEMORY_EVENTS_MAX, number.of(part.files, SWAP_OR_FAILURES, reader));
    container.set(samples, ContainerKind.MEMORY_KERNEL, number.of(part.files, KERNEL, reader));
    if (part.files.read(reader, EVENTS, parseEvents)) {
      container.set(
          samples, ContainerKind.MEMORY_EVENTS_OOM_KILL, events.of(MemoryEvents.Field.OOM_KILL));
    }
  }
}
