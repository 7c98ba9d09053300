package dev.nodecast.aggregator.kube.watch;

import static dev.nodecast.aggregator.kube.watch.ScriptedApi.await;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.watch.ScriptedApi.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

  private final Cluster cluster = new Cluster();
  private final AtomicReference<Duration> off = new AtomicReference<>();
  private final InstantSource ours = () -> Instant.now().plus(off.get());
  private ScriptedApi api;
  private KubernetesClient client;
  private ApiServer server;
  private Thread thread;

  /** Begins to watch a pod that was made, and killed, ten minutes ago. */
  private void start(Duration offBy) throws IOException {
    off.set(offBy);
    Instant created = Instant.now().minusSeconds(600);
    String pod =
        """
        {"metadata":{"namespace":"ns","name":"a","uid":"u","resourceVersion":"3",
         "creationTimestamp":"%1$s","deletionTimestamp":"%1$s"},
         "spec":{"containers":[{"name":"c"}]},
         "status":{"startTime":"%1$s","containerStatuses":[{"name":"c","restartCount":2,
          "lastState":{"terminated":{"exitCode":137,"finishedAt":"%1$s"}}}]}}"""
            .formatted(created);
    api = new ScriptedApi();
    client = api.client();
    api.always("/api/v1/pods", Answer.ok(list("10", "", pod)));
    server = new ApiServer(client, ours);
    WatchedKind<?> pods =
        WatchedKinds.of(cluster, List.of(), server.clock()).stream()
            .filter(kind -> kind.kind().equals("Pod"))
            .findFirst()
            .orElseThrow();
    thread =
        new Thread(
            ClusterWatch.reflector(
                server, new Discovery(server), pods, "", cluster, PACE, Thread::sleep));
    thread.start();
    await("the pod", () -> cluster.pod("u").isPresent());
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join(10_000);
    client.close();
    api.close();
  }

  private long ageMs() {
    return ours.millis() - cluster.pod("u").orElseThrow().meta().createdMs();
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 5})
  void agesAreRightWhateverTheServersClockSays(long hours) throws IOException {
    start(Duration.ofHours(hours));
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
  }

  @Test
  void readsAllTimesAgainWhenAClockIsSet() throws IOException {
    start(Duration.ofHours(5));
    assertThat(ageMs()).isBetween(590_000L, 660_000L);
    off.set(Duration.ZERO);
    await("a list", () -> Math.abs(ageMs() - 625_000) < 40_000);
    assertThat(server.clock().problems()).isEmpty();
  }
}
