package dev.nodecast.aggregator.kube.cluster;

import static dev.nodecast.aggregator.kube.cluster.Samples.meta;
import static dev.nodecast.aggregator.kube.cluster.Samples.owner;
import static dev.nodecast.aggregator.kube.cluster.Samples.pod;
import static dev.nodecast.aggregator.kube.cluster.Samples.running;
import static dev.nodecast.aggregator.kube.cluster.Samples.workload;

import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.config.Settings;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Measures one collection, one telling of all entities and one look at what is wrong, with 1,000
 * nodes and 100,000 pods in 2,000 deployments. Run by hand; prints {@code name value unit} lines.
 */
public final class ClusterReceiverSpeed {
  private static final int NODES = 1_000;
  private static final int DEPLOYMENTS = 2_000;
  private static final int PODS = 50;
  private static final int ROUNDS = 10;

  private ClusterReceiverSpeed() {}

  public static void main(String[] args) {
    TestingView view = cluster();
    ClusterSink nowhere =
        new ClusterSink() {
          @Override
          public void points(String receiver, long timeMs, List<MetricPoint> points) {}

          @Override
          public void entities(long timeMs, List<EntityState> states) {}

          @Override
          public void objects(List<ObjectState> objects) {}
        };
    ClusterSettings settings = ClusterSettings.read(Settings.read(Map.of()));
    try (ClusterReceiver receiver =
        new ClusterReceiver(view, nowhere, settings, Clock.systemUTC())) {
      long metadataMs = settings.metadataInterval().toMillis();
      for (int round = 1; round <= ROUNDS; round++) {
        long start = System.nanoTime();
        receiver.collect(round);
        long collected = System.nanoTime();
        receiver.tell(round * metadataMs);
        long told = System.nanoTime();
        int found = Unhealthy.of(view, Samples.CREATED + 2 * 3_600_000).size();
        long looked = System.nanoTime();
        if (round == ROUNDS) {
          System.out.printf("kube.collect %.0f ms%n", (collected - start) / 1e6);
          System.out.printf("kube.points %d points%n", receiver.stats().points() / ROUNDS);
          System.out.printf("kube.entities %.0f ms%n", (told - collected) / 1e6);
          System.out.printf("kube.states %d states%n", receiver.stats().states() / ROUNDS);
          System.out.printf("kube.unhealthy %.0f ms%n", (looked - told) / 1e6);
          System.out.printf("kube.ailments %d ailments%n", found);
        }
      }
    }
  }

  private static TestingView cluster() {
    TestingView view = new TestingView().with(Samples.namespace("shop"));
    for (int n = 0; n < NODES; n++) {
      view.with(Samples.node("node-" + n, Map.of("Ready", 1), Map.of()));
    }
    Map<String, Long> numbers = Map.of("replicas", (long) PODS, "availableReplicas", (long) PODS);
    for (int d = 0; d < DEPLOYMENTS; d++) {
      view.with(workload(meta("Deployment", "web-" + d), numbers));
      String set = "web-" + d + "-5d";
      view.with(workload(meta("ReplicaSet", set, owner("Deployment", "web-" + d)), numbers));
      for (int p = 0; p < PODS; p++) {
        view.with(
            pod(meta("Pod", set + '-' + p, owner("ReplicaSet", set)), "Running", running("web")));
      }
    }
    return view;
  }
}
