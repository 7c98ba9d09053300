package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.ClusterView;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Where pages read the cluster. Each part is quick, and asked from any thread.
 *
 * @param synced whether all that can be listed was
 * @param leaseHolder who takes agents, for people; empty where no lease is asked for
 */
public record KubernetesSource(
    ClusterView view,
    ClusterEvents events,
    BooleanSupplier synced,
    Supplier<Optional<String>> leaseHolder) {

  /** Of a machine that is in no cluster: nothing, for ever. */
  public static KubernetesSource none() {
    Cluster empty = new Cluster();
    return new KubernetesSource(empty, ClusterEvents.NONE, empty::synced, Optional::empty);
  }
}
