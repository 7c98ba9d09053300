package dev.nodecast.aggregator.kube.watch;

import static dev.nodecast.aggregator.kube.watch.ScriptedApi.await;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.bookmark;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.event;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.list;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.watch.ScriptedApi.Answer;
import dev.nodecast.aggregator.kube.watch.ScriptedApi.End;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is away for ten minutes of a clock that passes only while the reflector rests. */
class OutageTest {
  private static final long AWAY_MS = TimeUnit.MINUTES.toMillis(10);

  private final Cluster cluster = new Cluster();
  private final List<String> changes = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> rests = Collections.synchronizedList(new ArrayList<>());
  private List<String> problemsMeanwhile = List.of();
  private boolean away;
  private ScriptedApi api;
  private KubernetesClient client;
  private Thread thread;

  @BeforeEach
  void start() throws IOException {
    api = new ScriptedApi();
    client = api.client();
    cluster.listen(
        (meta, before, now) ->
            changes.add(
                (before == null ? "+" : now == null ? "-" : "~")
                    + meta.name()
                    + (now == null ? "" : " " + ((PodRecord) now).phase())));
    api.on("list", Answer.ok(list("10", "", pod("a", "3", "Running"), pod("b", "4", "Running"))));
    api.on(
        "watch 10",
        Answer.events(End.OPEN, bookmark("14"), event("ADDED", pod("z", "15", "Running"))));
    ApiServer server = new ApiServer(client);
    WatchedKind<?> pods =
        WatchedKinds.of(cluster, List.of(), server.clock()).stream()
            .filter(kind -> kind.kind().equals("Pod"))
            .findFirst()
            .orElseThrow();
    thread =
        new Thread(
            ClusterWatch.reflector(
                server, new Discovery(server), pods, "", cluster, Pace.NORMAL, this::rest),
            "reflector");
    thread.start();
    await("what the watch says", () -> changes.size() == 3);
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join(10_000);
    client.close();
    api.close();
  }

  private void rest(long ms) {
    synchronized (this) {
      rests.add(ms);
      if (away && rests.stream().mapToLong(Long::longValue).sum() >= AWAY_MS) {
        away = false;
        problemsMeanwhile = cluster.problems();
        try {
          api.comeBack();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void goAway() {
    synchronized (this) {
      rests.clear();
      away = true;
    }
    api.goAway();
  }

  private void assertOutage() {
    assertThat(problemsMeanwhile)
        .singleElement()
        .asString()
        .startsWith("API server http://127.0.0.1:")
        .endsWith("(expected: answers; the last known state stays)");
    assertThat(cluster.problems()).isEmpty();
    // The longest step is 10 s, give or take half of it: neither a storm nor a long sleep.
    assertThat(rests).hasSizeBetween(45, 130).allMatch(ms -> ms <= 15_000);
  }

  @Test
  void tellsAfterwardsWhatHappenedMeanwhileWithoutAList() {
    api.on(
        "watch 15",
        Answer.events(
            End.OPEN,
            event("MODIFIED", pod("a", "16", "Failed")),
            event("DELETED", pod("b", "17", "Running")),
            event("ADDED", pod("c", "18", "Pending"))));
    goAway();

    await("what happened", () -> changes.size() == 6);
    assertOutage();
    assertThat(api.asked()).containsExactly("list", "watch 10", "watch 15");
    assertThat(changes)
        .containsExactly("+a Running", "+b Running", "+z Running", "~a Failed", "-b", "+c Pending");
  }

  @Test
  void tellsOnlyDifferencesWhenTheServerHasForgottenWhereItWas() {
    api.on("watch 15", Answer.refused(410, "Expired"));
    api.on(
        "list",
        Answer.ok(
            list(
                "90",
                "",
                pod("a", "16", "Failed"),
                pod("c", "18", "Pending"),
                pod("z", "15", "Running"))));
    goAway();

    await("what happened", () -> changes.size() == 6);
    await("the watch", () -> api.asked().contains("watch 90"));
    assertThat(rests.get(rests.size() - 1)).as("it is back").isLessThan(1000);
    assertThat(api.asked()).containsExactly("list", "watch 10", "watch 15", "list", "watch 90");
    assertThat(changes)
        .containsExactlyInAnyOrder(
            "+a Running", "+b Running", "+z Running", "~a Failed", "-b", "+c Pending");
    assertOutage();
  }
}
