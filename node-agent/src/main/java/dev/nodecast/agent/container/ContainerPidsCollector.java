package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/** {@code pids.current}: processes and threads of containers, v1 and v2 alike. */
public final class ContainerPidsCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKind.KIND.groups().get(ContainerKind.PIDS_CURRENT.group()));

  private final Containers containers;
  private final PartKey<CgroupFiles> key;
  private final CgroupNumber number = new CgroupNumber();

  public ContainerPidsCollector(Containers containers) {
    this.containers = containers;
    key =
        containers.key(
            CgroupFiles.class,
            container ->
                new CgroupFiles(container, containers.open(), Controller.PIDS, "pids.current"));
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return ContainerSupport.needs(containers, Controller.PIDS, "pids");
  }

  @Override
  public Outcome collect(Samples samples) {
    containers.refresh(samples);
    for (Container container : containers.reported()) {
      long current = number.of(container.part(key), 0, containers.reader());
      container.set(samples, ContainerKind.PIDS_CURRENT, current);
    }
    return Outcome.PRODUCED;
  }
}
