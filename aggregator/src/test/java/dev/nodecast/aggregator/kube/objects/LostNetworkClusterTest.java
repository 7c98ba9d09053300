package dev.nodecast.aggregator.kube.objects;

import static dev.nodecast.aggregator.kube.objects.ScriptedApi.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.http.CuttableLink;
import dev.nodecast.aggregator.kube.http.TestCluster;
import dev.nodecast.aggregator.kube.watch.ApiServer;
import dev.nodecast.aggregator.kube.watch.Pace;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A real API server behind a network that fails: each change arrives once. */
class LostNetworkClusterTest {
  private static final int ROUNDS = 12;

  private static final Pace PACE =
      new Pace(
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(500));

  private final CollectedObjects sink = new CollectedObjects();

  @Test
  void tellsEachChangeOnceThroughCutsRefusalsAndSilence() throws Exception {
    try (TestCluster cluster = new TestCluster("network");
        CuttableLink link =
            new CuttableLink(URI.create(cluster.client().getMasterUrl().toString()));
        KubernetesClient client = through(link, cluster);
        ObjectsReceiver receiver = receiver(client, cluster)) {
      await(() -> receiver.counters().watches() > 0);
      List<String> expected = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        long failed = faults(receiver);
        Failure failure = Failure.values()[round % Failure.values().length];
        failure.begin(link);
        String name = "m" + round;
        cluster.map(name, "1");
        expected.add("ADDED " + name);
        cluster.map(name, "2");
        expected.add("MODIFIED " + name);
        if (round % 4 == 3) {
          cluster.client().configMaps().inNamespace(cluster.namespace()).withName(name).delete();
          expected.add("DELETED " + name);
        }
        await(() -> faults(receiver) > failed);
        failure.end(link);
        await(() -> told().size() >= expected.size());
      }
      assertThat(told()).containsExactlyElementsOf(expected);
      assertThat(receiver.counters().lists()).as("none after the first").isEqualTo(1);
      await(() -> receiver.problems().isEmpty());
    }
  }

  /** What a network does. */
  private enum Failure {
    CUT,
    REFUSED,
    SILENT;

    void begin(CuttableLink link) throws IOException {
      switch (this) {
        case CUT -> link.cut();
        case REFUSED -> link.refuse(true);
        case SILENT -> link.silent(true);
      }
    }

    void end(CuttableLink link) throws IOException {
      switch (this) {
        case CUT -> {}
        case REFUSED -> link.refuse(false);
        case SILENT -> link.silent(false);
      }
    }
  }

  private ObjectsReceiver receiver(KubernetesClient client, TestCluster cluster) {
    ObjectSpec maps =
        new ObjectSpec(
            "configmaps",
            "",
            ObjectSpec.Mode.WATCH,
            Duration.ofHours(1),
            "",
            "",
            List.of(cluster.namespace()),
            List.of(),
            Set.of(),
            false);
    return new ObjectsReceiver(
            List.of(maps),
            new ApiServer(client),
            sink,
            new KubeEvents(),
            InstantSource.system(),
            PACE)
        .start();
  }

  private static KubernetesClient through(CuttableLink link, TestCluster cluster) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(cluster.client().getConfiguration())
                .withMasterUrl(link.url())
                .withHttp2Disable(true)
                .build())
        .build();
  }

  /** But for a server that hung up on a watch at once, or had forgotten its past. */
  private static long faults(ObjectsReceiver receiver) {
    Map<String, Long> errors = new HashMap<>(receiver.counters().stats().errors());
    errors.keySet().removeAll(Set.of("short", "gone", "expired"));
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Without those that the cluster itself makes. */
  private List<String> told() {
    return sink.all.stream()
        .filter(o -> o.name().startsWith("m"))
        .map(o -> o.event() + " " + o.name())
        .toList();
  }
}
