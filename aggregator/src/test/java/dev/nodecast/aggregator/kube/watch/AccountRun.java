package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.AggregatorConfig;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.kubelet.KubeletReceiver;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.objects.KubeEvents;
import dev.nodecast.aggregator.kube.objects.ObjectsReceiver;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/** All that asks the API server, as a pod's account. */
final class AccountRun implements AutoCloseable, ClusterSink {
  private final LongAdder points = new LongAdder();
  private final KubeEvents events = new KubeEvents();
  private final Kubernetes kubernetes;
  private final KubeletReceiver kubelets;
  private final ObjectsReceiver objects;

  /**
   * Starts.
   *
   * @param account directory of its files
   * @param more settings of the aggregator
   */
  AccountRun(URI server, Path account, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("NODECAST_KUBERNETES", "in-cluster");
    environment.put("NODECAST_KUBELET_INTERVAL", "1s");
    environment.put("NODECAST_KUBELET_TOKEN_FILE", account.resolve("token").toString());
    environment.put("KUBERNETES_SERVICE_HOST", server.getHost());
    environment.put("KUBERNETES_SERVICE_PORT", String.valueOf(server.getPort()));
    environment.put("HOSTNAME", account.getFileName().toString());
    AggregatorConfig config = AggregatorConfig.from(environment, new String[0]);
    Optional<KubeAccess> access = KubeAccess.of(config.kubernetes(), account);
    kubernetes = new Kubernetes(config.kubernetes(), access, () -> {});
    var client = access.orElseThrow().client();
    Clock clock = Clock.systemUTC();
    kubelets = new KubeletReceiver(config.kubelet(), client, cluster(), this, clock).start();
    objects =
        new ObjectsReceiver(config.objects(), new ApiServer(client), this, events, clock).start();
  }

  Cluster cluster() {
    return kubernetes.cluster();
  }

  /** Everything that is complained of now. */
  Set<String> problems() {
    List<String> all = new ArrayList<>(cluster().problems());
    all.addAll(kubelets.problems());
    all.addAll(objects.problems());
    kubernetes.waiting().filter(text -> !text.contains("not yet asked for")).ifPresent(all::add);
    return new TreeSet<>(all);
  }

  /** What does its work: kinds that were listed, and the receivers. */
  Set<String> working() {
    Set<String> working = new TreeSet<>();
    long now = System.currentTimeMillis();
    cluster()
        .stats()
        .forEach(
            (kind, stats) -> {
              if (!Double.isNaN(stats.silentSeconds(now))) {
                working.add(kind);
              }
            });
    if (points.sum() > 0) {
      working.add("kubelet_stats");
    }
    if (!events.latest().isEmpty()) {
      working.add("k8s_objects");
    }
    if (kubernetes.waiting().isEmpty()) {
      working.add("lease");
    }
    return working;
  }

  @Override
  public void points(String receiver, long timeMs, List<MetricPoint> these) {
    points.add(these.size());
  }

  @Override
  public void entities(long timeMs, List<EntityState> states) {
    throw new AssertionError("nobody here tells of entities");
  }

  @Override
  public void objects(List<ObjectState> these) {
    // Events come as events.
  }

  @Override
  public void close() {
    objects.close();
    kubelets.close();
    kubernetes.close();
  }
}
