package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.CgroupIdentity;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import dev.nodecast.agent.identity.PodLabels;
import dev.nodecast.agent.identity.PodNames;
import dev.nodecast.agent.identity.PodNames.Found;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import java.util.List;
import java.util.Optional;

/** What the cluster says of containers beyond their names; which is nothing without a cluster. */
public final class ContainerIdentityCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKind.KIND.groups().get(ContainerKind.WORKLOAD_KIND.group()));

  private final Containers containers;
  private final PodNames names;
  private final PodLabels labels;

  public ContainerIdentityCollector(Containers containers, PodNames names, PodLabels labels) {
    this.containers = containers;
    this.names = names;
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
    containers.refresh(samples);
    for (Container container : containers.reported()) {
      CgroupIdentity identity = container.identity();
      if (identity.kind() == CgroupIdentity.Kind.POD_CONTAINER) {
        names
            .find(identity.podUid(), identity.containerId())
            .ifPresent(found -> set(samples, container, found));
      }
    }
    return Outcome.PRODUCED;
  }

  private void set(Samples samples, Container container, Found found) {
    String kind = found.pod().workloadKind();
    Optional<String> image = found.container().map(ContainerIdentity::image);
    samples.text(container.entity(), ContainerKind.WORKLOAD_KIND, kind.isEmpty() ? null : kind);
    samples.text(container.entity(), ContainerKind.POD_LABELS, labels.of(found.pod().labels()));
    samples.text(
        container.entity(), ContainerKind.IMAGE, image.filter(i -> !i.isEmpty()).orElse(null));
  }
}
