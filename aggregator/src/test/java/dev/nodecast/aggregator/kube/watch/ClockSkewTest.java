package dev.nodecast.aggregator.kube.watch;

import static dev.nodecast.aggregator.kube.watch.ScriptedApi.await;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.watch.ScriptedApi.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server has this machine's clock; ours is what is hours off. */
class ClockSkewTest {
  private static final Pace PACE =
      new Pace(
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ZERO);

  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void agesAreRightWhateverTheServersClockSays(long hours) throws Exception {
    InstantSource ours = InstantSource.offset(InstantSource.system(), Duration.ofHours(hours));
    Instant created = Instant.now().minusSeconds(600);
    String pod =
        """
        {"metadata":{"namespace":"ns","name":"a","uid":"u","resourceVersion":"3",
         "creationTimestamp":"%1$s","deletionTimestamp":"%1$s"},
         "spec":{"containers":[{"name":"c"}]},
         "status":{"startTime":"%1$s","containerStatuses":[{"name":"c","restartCount":2,
          "lastState":{"terminated":{"exitCode":137,"finishedAt":"%1$s"}}}]}}"""
            .formatted(created);
    Cluster cluster = new Cluster();
    try (ScriptedApi api = new ScriptedApi();
        KubernetesClient client = api.client()) {
      api.always("/api/v1/pods", Answer.ok(list("10", "", pod)));
      ApiServer server = new ApiServer(client, ours);
      WatchedKind<?> pods =
          WatchedKinds.of(cluster, List.of(), server.clock()).stream()
              .filter(kind -> kind.kind().equals("Pod"))
              .findFirst()
              .orElseThrow();
      Thread thread =
          new Thread(
              ClusterWatch.reflector(
                  server, new Discovery(server), pods, "", cluster, PACE, Thread::sleep));
      thread.start();
      try {
        await("the pod", () -> cluster.pod("u").isPresent());
        PodRecord seen = cluster.pod("u").orElseThrow();
        assertThat(
                List.of(
                    seen.meta().createdMs(),
                    seen.meta().deletedMs(),
                    seen.startedMs(),
                    seen.containers().get(0).finishedMs()))
            .allSatisfy(ms -> assertThat(ours.millis() - ms).isBetween(590_000L, 660_000L));
        assertThat(seen.containers().get(0).restarts()).isEqualTo(2);
        assertThat(server.clock().problems()).singleElement().asString().contains(" 300 min ");
      } finally {
        thread.interrupt();
        thread.join(10_000);
      }
    }
  }
}
