package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.cgroup.CpuStatV2;
import dev.nodecast.agent.cgroup.CpuV1;
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
 * CPU time and throttling of containers: {@code cpu.stat} of v2; {@code cpuacct.usage}, {@code
 * usage_user}, {@code usage_sys} and {@code cpu.stat} of v1, whose nanoseconds become microseconds.
 *
 * <p>On v1 the other files are read only when cpuacct.usage moved: without CPU time nothing in them
 * moves either. What it gained between its own reading and theirs shows in the next usage.
 */
public final class ContainerCpuCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKind.KIND.groups().get(ContainerKind.CPU_USAGE.group()));
  private static final long NANOS_PER_MICRO = 1000;

  private static final class Part implements ContainerPart {
    final CgroupFiles cpu;
    final CgroupFiles accounting;
    long usageNanos = Column.NOT_MEASURED;

    Part(Container container, OpenFiles open) {
      cpu = new CgroupFiles(container, open, Controller.CPU, "cpu.stat");
      accounting =
          new CgroupFiles(
              container,
              open,
              Controller.CPUACCT,
              "cpuacct.usage",
              "cpuacct.usage_user",
              "cpuacct.usage_sys",
              "cpuacct.stat");
    }

    @Override
    public void end(Samples samples) {
      cpu.close();
      accounting.close();
    }
  }

  private final Containers containers;
  private final KernelReader reader;
  private final PartKey<Part> key;
  private final CpuStatV2 stat = new CpuStatV2();
  private final CpuV1 v1 = new CpuV1();
  private final KernelReader.Parser parseStat = stat::parse;
  private final KernelReader.Parser parseV1Stat = v1::parseStat;
  private final CgroupNumber number = new CgroupNumber();

  public ContainerCpuCollector(Containers containers) {
    this.containers = containers;
    reader = containers.reader();
    key = containers.key(Part.class, container -> new Part(container, containers.open()));
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return ContainerSupport.needs(containers, Controller.CPUACCT, "cpu and cpuacct");
  }

  @Override
  public Outcome collect(Samples samples) {
    containers.refresh(samples);
    boolean unified = containers.v2(Controller.CPUACCT);
    for (Container container : containers.reported()) {
      Part part = container.part(key);
      if (unified) {
        unified(samples, container, part);
      } else {
        legacy(samples, container, part);
      }
    }
    return Outcome.PRODUCED;
  }

  private void unified(Samples samples, Container container, Part part) {
    if (!part.cpu.read(reader, 0, parseStat)) {
      return;
    }
    set(samples, container, ContainerKind.CPU_USAGE, CpuStatV2.Field.USAGE_MICROS);
    set(samples, container, ContainerKind.CPU_USER, CpuStatV2.Field.USER_MICROS);
    set(samples, container, ContainerKind.CPU_SYSTEM, CpuStatV2.Field.SYSTEM_MICROS);
    set(samples, container, ContainerKind.CPU_PERIODS, CpuStatV2.Field.PERIODS);
    set(samples, container, ContainerKind.CPU_THROTTLED_PERIODS, CpuStatV2.Field.THROTTLED_PERIODS);
    set(samples, container, ContainerKind.CPU_THROTTLED, CpuStatV2.Field.THROTTLED_MICROS);
  }

  private void set(Samples samples, Container container, Column column, CpuStatV2.Field field) {
    container.set(samples, column, stat.of(field));
  }

  private void legacy(Samples samples, Container container, Part part) {
    long usage = number.of(part.accounting, 0, reader);
    if (usage != Column.NOT_MEASURED && usage == part.usageNanos) {
      return;
    }
    part.usageNanos = usage;
    v1.clear();
    long user = number.of(part.accounting, 1, reader);
    long system = number.of(part.accounting, 2, reader);
    if (user == Column.NOT_MEASURED || system == Column.NOT_MEASURED) {
      part.accounting.read(reader, 3, parseV1Stat); // before 4.6
      user = v1.userNanos();
      system = v1.systemNanos();
    }
    part.cpu.read(reader, 0, parseV1Stat);
    container.set(samples, ContainerKind.CPU_USAGE, micros(usage));
    container.set(samples, ContainerKind.CPU_USER, micros(user));
    container.set(samples, ContainerKind.CPU_SYSTEM, micros(system));
    container.set(samples, ContainerKind.CPU_PERIODS, v1.of(CpuV1.Field.PERIODS));
    container.set(
        samples, ContainerKind.CPU_THROTTLED_PERIODS, v1.of(CpuV1.Field.THROTTLED_PERIODS));
    container.set(samples, ContainerKind.CPU_THROTTLED, micros(v1.of(CpuV1.Field.THROTTLED_NANOS)));
  }

  private static long micros(long nanos) {
    return nanos == Column.NOT_MEASURED ? nanos : nanos / NANOS_PER_MICRO;
  }
}
