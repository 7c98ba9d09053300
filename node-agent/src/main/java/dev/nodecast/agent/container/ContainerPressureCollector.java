package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.Pressure;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * {@code {cpu,memory,io}.pressure} of containers (4.20, v2 trees only): how long their tasks
 * waited.
 */
public final class ContainerPressureCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKind.KIND.groups().get(ContainerKind.PRESSURE_CPU_SOME.group()));
  private static final String[] FILES = {"cpu.pressure", "memory.pressure", "io.pressure"};
  private static final Column[] SOME = {
    ContainerKind.PRESSURE_CPU_SOME,
    ContainerKind.PRESSURE_MEMORY_SOME,
    ContainerKind.PRESSURE_IO_SOME
  };
  private static final Column[] FULL = {
    ContainerKind.PRESSURE_CPU_FULL,
    ContainerKind.PRESSURE_MEMORY_FULL,
    ContainerKind.PRESSURE_IO_FULL
  };

  private final Containers containers;
  private final PartKey<CgroupFiles> key;
  private final Pressure pressure = new Pressure();
  private final KernelReader.Parser parser = pressure::parse;

  public ContainerPressureCollector(Containers containers) {
    this.containers = containers;
    key =
        containers.key(
            CgroupFiles.class,
            container -> new CgroupFiles(container, containers.open(), Controller.PRESSURE, FILES));
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return containers.has(Controller.PRESSURE)
        ? Support.SUPPORTED
        : new Support.Unsupported("no cgroup v2 tree with pressure files (kernel 4.20, psi=1)");
  }

  @Override
  public Outcome collect(Samples samples) {
    containers.refresh(samples);
    for (Container container : containers.reported()) {
      CgroupFiles files = container.part(key);
      for (int i = 0; i < FILES.length; i++) {
        if (files.read(containers.reader(), i, parser)) {
          container.set(samples, SOME[i], pressure.someMicros);
          container.set(samples, FULL[i], pressure.fullMicros);
        }
      }
    }
    return Outcome.PRODUCED;
  }
}
