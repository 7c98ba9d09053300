package dev.nodecast.aggregator.kube.watch;

import static dev.nodecast.aggregator.kube.watch.ScriptedApi.await;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.bookmark;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.error;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.event;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.list;
import static dev.nodecast.aggregator.kube.watch.ScriptedApi.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.WatchStats;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.watch.ScriptedApi.Answer;
import dev.nodecast.aggregator.kube.watch.ScriptedApi.End;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** List and watch against a server that does what real ones do once a month. */
class ReflectorTest {
  private static final Pace FAST = pace(Duration.ofMinutes(1));

  private final Cluster cluster = new Cluster();
  private final List<String> changes = Collections.synchronizedList(new ArrayList<>());
  private ScriptedApi api;
  private KubernetesClient client;
  private Thread thread;

  private static Pace pace(Duration watch) {
    return new Pace(
        Duration.ofMillis(1),
        Duration.ofMillis(20),
        Duration.ofMillis(5),
        Duration.ofMillis(5),
        watch,
        Duration.ZERO);
  }

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
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join(10_000);
    assertThat(thread.isAlive()).as("the reflector ends when it is told to").isFalse();
    client.close();
    api.close();
  }

  private void run(String namespace, Pace pace) {
    ApiServer server = new ApiServer(client);
    WatchedKind<?> pods =
        WatchedKinds.of(cluster, List.of(), server.clock()).stream()
            .filter(kind -> kind.kind().equals("Pod"))
            .findFirst()
            .orElseThrow();
    Discovery discovery = new Discovery(server);
    thread =
        new Thread(
            ClusterWatch.reflector(
                server, discovery, pods, namespace, cluster, pace, Thread::sleep),
            "reflector");
    thread.start();
  }

  private void run() {
    run("", FAST);
  }

  private WatchStats stats() {
    return cluster.stats().get("Pod");
  }

  private void asked(String... requests) {
    await(
        "asked " + List.of(requests) + ", was " + api.asked(),
        () -> api.asked().size() >= requests.length);
    assertThat(api.asked()).containsExactly(requests);
  }

  @Test
  void listsInPagesAndGoesOnWhereAConnectionWasCut() {
    api.on(
        "list", Answer.ok(list("10", "t&1", pod("a", "3", "Running"), pod("b", "4", "Pending"))));
    api.on("page t&1", Answer.ok(list("10", "", pod("c", "5", "Running"))));
    api.on(
        "watch 10",
        new Answer(
            200,
            End.CUT,
            List.of(
                event("ADDED", pod("d", "11", "Pending")) + "\n",
                event("MODIFIED", pod("b", "12", "Running")) + "\n" + bookmark("20") + "\n",
                // Half an event: it comes again, whole.
                "{\"type\":\"DELETED\",\"object\":{\"meta")));
    api.on("watch 20", Answer.events(End.OPEN, event("DELETED", pod("a", "21", "Running"))));
    run();

    await("a is gone", () -> cluster.pod("uid-a").isEmpty() && changes.size() == 6);
    asked("list", "page t&1", "watch 10", "watch 20");
    assertThat(changes)
        .containsExactly(
            "+a Running", "+b Pending", "+c Running", "+d Pending", "~b Running", "-a");
    assertThat(cluster.pods("n1"))
        .extracting(pod -> pod.meta().name())
        .containsExactlyInAnyOrder("b", "c", "d");
    assertThat(cluster.synced()).isTrue();
    assertThat(cluster.problems()).isEmpty();
    assertThat(stats().restarts()).isEqualTo(1);
    assertThat(stats().relists()).isZero();
  }

  @Test
  void beginsAgainWhenAPageExpiredAndTellsNothingTwice() {
    api.on(
        "list",
        Answer.ok(list("10", "t1", pod("a", "3", "Running"))),
        Answer.ok(list("30", "t2", pod("a", "3", "Running"), pod("b", "22", "Running"))));
    api.on("page t1", Answer.refused(410, "Expired"));
    api.on("page t2", Answer.refused(410, "Expired"));
    api.on("whole list", Answer.ok(list("40", "", pod("b", "22", "Running"))));
    run();

    asked("list", "page t1", "list", "page t2", "whole list", "watch 40");
    assertThat(changes).containsExactly("+a Running", "+b Running", "-a");
    assertThat(stats().errors()).isEqualTo(Map.of("expired", 2L));
  }

  @Test
  void listsAgainWhenTheVersionIsGoneAndTellsOnlyDifferences() {
    api.on(
        "list",
        Answer.ok(
            list(
                "10",
                "",
                pod("a", "1", "Running"),
                pod("b", "2", "Running"),
                pod("c", "3", "Running"))),
        Answer.ok(
            list(
                "50",
                "",
                pod("a", "1", "Running"),
                pod("b", "40", "Failed"),
                pod("d", "41", "Running"))),
        Answer.ok(list("70", "", pod("a", "1", "Running"), pod("d", "41", "Running"))));
    api.on("watch 10", Answer.events(End.WHOLE, error(410, "Expired")));
    api.on("watch 50", Answer.refused(410, "Gone"));
    run();

    asked("list", "watch 10", "list", "watch 50", "list", "watch 70");
    assertThat(changes)
        .containsExactlyInAnyOrder(
            "+a Running", "+b Running", "+c Running", "~b Failed", "+d Running", "-c", "-b");
    assertThat(stats().relists()).isEqualTo(2);
    assertThat(stats().errors()).isEqualTo(Map.of("gone", 2L));
  }

  @Test
  void namesTheMissingRuleUntilItIsThere() {
    api.always("/api/v1/pods", Answer.refused(403, "Forbidden"));
    run();

    await("a problem", () -> !cluster.problems().isEmpty());
    assertThat(cluster.problems())
        .containsExactly(
            "cannot list pods in the cluster (expected: a ClusterRole with list, watch on pods"
                + " in the core group)");
    await("others do not wait for it", cluster::synced);
    api.always("/api/v1/pods", Answer.ok(list("10", "", pod("a", "3", "Running"))));
    await("the list", () -> cluster.pods().size() == 1 && cluster.problems().isEmpty());
    assertThat(stats().errors()).containsOnlyKeys("denied");
  }

  @Test
  void namesTheRoleOfANamespaceAndTheVerb() {
    api.on("list", Answer.ok(list("10", "")));
    api.on("watch 10", Answer.refused(403, "Forbidden"));
    run("team-a", pace(Duration.ofMinutes(1)));

    await("a problem", () -> stats().errors().containsKey("denied"));
    await("well again", () -> cluster.problems().isEmpty());
    asked("list", "watch 10", "watch 10");
  }

  @Test
  void skipsHostileObjectsAndLooksAgainAtAllAfterGarbage() {
    api.on(
        "list",
        Answer.ok(
            list(
                "10",
                "",
                "null",
                "17",
                "{}",
                "{\"metadata\":\"x\",\"spec\":[],\"status\":{\"conditions\":7}}",
                "{\"metadata\":{\"name\":\"bare\"},\"spec\":{\"containers\":[3,{\"name\":{}}]}}")),
        Answer.ok(list("30", "", pod("b", "25", "Running"))));
    // A word that nobody knows may say anything: it is asked for again, and then a list.
    api.on(
        "watch 10",
        Answer.events(
            End.OPEN,
            event("ADDED", "{\"metadata\":{\"resourceVersion\":\"11\"}}"),
            event("SOMETHING", pod("x", "12", "Running"))));
    api.on(
        "watch 11",
        Answer.events(End.OPEN, event("ADDED", pod("a", "13", "Running")), "<html>\u0000"));
    api.on("watch 13", Answer.events(End.OPEN, "<html>\u0000"));
    run();

    asked("list", "watch 10", "watch 11", "watch 13", "list", "watch 30");
    assertThat(changes)
        .containsExactlyInAnyOrder("+bare ", "+a Running", "+b Running", "-bare", "-a");
    assertThat(stats().errors()).isEqualTo(Map.of("object", 5L, "garbage", 3L));
  }

  @Test
  void goesOnWhereTheServerGivesNoVersion() {
    api.on("list", Answer.ok(list("10", "")));
    String unversioned = "{\"metadata\":{\"namespace\":\"ns\",\"name\":\"bare\"}}";
    api.on("watch 10", Answer.events(End.WHOLE, event("ADDED", unversioned)));
    api.on("watch 10", Answer.events(End.WHOLE, event("ADDED", unversioned)));
    api.on("watch 10", Answer.events(End.OPEN, event("ADDED", pod("a", "11", "Running"))));
    run();

    await("the last one", () -> changes.size() == 2);
    asked("list", "watch 10", "watch 10", "watch 10");
    assertThat(changes).containsExactly("+bare ", "+a Running");
    assertThat(stats().errors()).isEqualTo(Map.of("unversioned", 2L));
  }

  @Test
  void keepsTheStateWhileTheServerIsAwayAndComesBackWithoutAList() throws IOException {
    api.on("list", Answer.ok(list("10", "", pod("a", "3", "Running"))));
    api.on(
        "watch 10",
        Answer.events(End.OPEN, bookmark("14"), event("ADDED", pod("b", "15", "Running"))));
    run();
    await("what the watch says", () -> changes.size() == 2);

    api.goAway();
    await("a problem", () -> !cluster.problems().isEmpty());
    assertThat(cluster.problems())
        .singleElement()
        .asString()
        .startsWith("API server http://127.0.0.1:");
    assertThat(cluster.pods()).hasSize(2);
    assertThat(stats().silentSeconds(System.currentTimeMillis() + 600_000)).isBetween(600.0, 660.0);
    api.on("watch 15", Answer.events(End.OPEN, event("MODIFIED", pod("a", "16", "Failed"))));
    api.comeBack();

    await("news", () -> changes.size() == 3);
    asked("list", "watch 10", "watch 15");
    assertThat(changes).containsExactly("+a Running", "+b Running", "~a Failed");
    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void renewsAWatchThatIsSilentPastItsTime() {
    api.on("list", Answer.ok(list("10", "")));
    api.on("watch 10", Answer.events(End.OPEN), Answer.events(End.OPEN, bookmark("11")));
    run("", pace(Duration.ofSeconds(1)));

    asked("list", "watch 10", "watch 10");
    assertThat(stats().errors()).isEqualTo(Map.of("silent", 1L));
  }

  @Test
  void givesUpAVersionThatTheServerNeverAccepts() {
    api.on("list", Answer.ok(list("99", "")), Answer.ok(list("5", "")));
    Answer[] tooLarge = new Answer[8];
    java.util.Arrays.fill(tooLarge, Answer.refused(504, "Timeout"));
    api.on("watch 99", tooLarge);
    run();

    await("the second list", () -> api.asked().contains("watch 5"));
    assertThat(api.asked()).hasSize(11).endsWith("watch 99", "list", "watch 5");
  }
}
