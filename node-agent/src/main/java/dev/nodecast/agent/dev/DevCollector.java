package dev.nodecast.agent.dev;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.Group;
import java.util.List;

/** Fills one group of the container kinds from sums over pods' processes. */
final class DevCollector implements Collector {
  /** Hands one pod's sums over; called for pods that have an entity. */
  interface Source {
    void collect(Samples samples, DevPod pod);
  }

  private final Group group;
  private final DevSums sums;
  private final boolean refreshes;
  private final Source source;

  /**
   * @param refreshes whether this one reads the processes; the one of the shortest cadence does
   */
  DevCollector(Group group, DevSums sums, boolean refreshes, Source source) {
    this.group = group;
    this.sums = sums;
    this.refreshes = refreshes;
    this.source = source;
  }

  @Override
  public List<Group> groups() {
    return List.of(group);
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    if (refreshes) {
      sums.refresh(samples);
    }
    for (DevPod pod : sums.pods().all()) {
      if (pod.container != null) {
        source.collect(samples, pod);
      }
    }
    return Outcome.PRODUCED;
  }
}
