package dev.nodecast.aggregator;

import dev.nodecast.aggregator.edge.AddressNames;
import dev.nodecast.aggregator.edge.ClusterAddresses;
import dev.nodecast.aggregator.edge.EdgeJoin;
import dev.nodecast.aggregator.ingest.ClusterPods;
import dev.nodecast.aggregator.ingest.InventoryPush;
import dev.nodecast.aggregator.ingest.PeerPush;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.kube.cluster.ClusterReceiver;
import dev.nodecast.aggregator.kube.kubelet.KubeletReceiver;
import dev.nodecast.aggregator.kube.kubelet.KubeletSettings;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.objects.KubeEvents;
import dev.nodecast.aggregator.kube.objects.ObjectsReceiver;
import dev.nodecast.aggregator.kube.watch.KubeAccess;
import dev.nodecast.aggregator.kube.watch.Kubernetes;
import dev.nodecast.aggregator.web.ReceiverMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What tells of the cluster and tells agents of their pods, nothing where there is no cluster; and
 * of whom their connections are with.
 */
final class ClusterReceivers implements AutoCloseable {
  private final PeerPush peers;
  private final Optional<InventoryPush> inventory;
  private final Optional<ClusterReceiver> cluster;
  private final Optional<KubeletReceiver> kubelets;
  private final Optional<ObjectsReceiver> objects;

  /**
   * Starts them.
   *
   * @param sink where points, entities and objects go
   * @param sessions agents that are told
   * @param events where events of the cluster go, for pages
   */
  ClusterReceivers(
      AggregatorConfig config,
      Kubernetes kubernetes,
      ClusterSink sink,
      Sessions sessions,
      KubeEvents events,
      Clock clock) {
    peers = peers(kubernetes, sessions);
    Optional<KubernetesClient> client = kubernetes.access().map(KubeAccess::client);
    inventory = client.map(c -> new InventoryPush(new ClusterPods(kubernetes.cluster()), sessions));
    cluster =
        client.map(c -> new ClusterReceiver(kubernetes.cluster(), sink, config.cluster(), clock));
    cluster.ifPresent(ClusterReceiver::start);
    kubelets =
        client
            .filter(c -> config.kubelet().enabled() != KubeletSettings.Switch.OFF)
            .map(c -> new KubeletReceiver(config.kubelet(), c, kubernetes.cluster(), sink, clock))
            .map(KubeletReceiver::start);
    objects =
        kubernetes
            .server()
            .map(of -> new ObjectsReceiver(config.objects(), of, sink, events, clock))
            .map(ObjectsReceiver::start);
    objects.ifPresent(of -> kubernetes.cluster().alsoStats("k8s_objects", of.counters().stats()));
    kubernetes.cluster().alsoProblems(this::problems);
  }

  /** Ends of connections find each other without a cluster too. */
  private static PeerPush peers(Kubernetes kubernetes, Sessions sessions) {
    LongSupplier clock = () -> System.nanoTime() / 1_000_000;
    AddressNames names = new ClusterAddresses(kubernetes.cluster(), clock);
    return new PeerPush(new EdgeJoin(names, clock), sessions);
  }

  private List<String> problems() {
    List<String> all = new ArrayList<>();
    kubelets.ifPresent(of -> all.addAll(of.problems()));
    objects.ifPresent(of -> all.addAll(of.problems()));
    return all;
  }

  /** What they count, for {@code /metrics}. */
  ReceiverMetrics metrics() {
    return new ReceiverMetrics(
        Optional.of(peers.counters()),
        inventory.map(InventoryPush::counters),
        cluster.map(of -> of::stats),
        kubelets.map(KubeletReceiver::counters),
        objects.map(ObjectsReceiver::counters));
  }

  /** Returns when none of them hands anything over any more, or after a few seconds. */
  @Override
  public void close() {
    peers.close();
    inventory.ifPresent(InventoryPush::close);
    objects.ifPresent(ObjectsReceiver::close);
    kubelets.ifPresent(KubeletReceiver::close);
    cluster.ifPresent(ClusterReceiver::close);
  }
}
