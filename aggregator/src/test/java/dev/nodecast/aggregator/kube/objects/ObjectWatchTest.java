package dev.nodecast.aggregator.kube.objects;

import static dev.nodecast.aggregator.kube.objects.ScriptedApi.await;
import static dev.nodecast.aggregator.kube.objects.ScriptedApi.error;
import static dev.nodecast.aggregator.kube.objects.ScriptedApi.line;
import static dev.nodecast.aggregator.kube.objects.ScriptedApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.metric.ObjectState;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectWatchTest {
  private static final String MAPS = "[{name: configmaps, mode: watch}]";

  private ScriptedApi api;

  @BeforeEach
  void start() throws IOException {
    api = new ScriptedApi();
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
  }

  @Test
  void goesOnFromTheLastVersionWhereverTheConnectionBroke() {
    api.list("5", "", object("a", 3));
    api.watchThenCut(line("ADDED", "b", 6), line("MODIFIED", "a", 7));
    String half = line("MODIFIED", "b", 8);
    api.watches.add((request, wire) -> wire.begin().send(half.substring(0, half.length() / 2)));
    api.watches.add((request, wire) -> wire.status(503, "restarting"));
    api.watchThenEnd(half, line("DELETED", "a", 9));
    api.start(MAPS);

    await(() -> api.asked.contains("watch 9"));
    assertThat(api.asked)
        .containsExactly("list", "watch 5", "watch 7", "watch 7", "watch 7", "watch 9");
    assertThat(api.sink.told())
        .containsExactly("ADDED b@6", "MODIFIED a@7", "MODIFIED b@8", "DELETED a@9");
  }

  @Test
  void tellsAfterGoneOnlyWhatTheGapHid() {
    api.list("5", "", object("same", 1), object("changed", 2), object("deleted", 3));
    api.watchThenEnd(line("ADDED", "seen", 6), error(410));
    api.list(
        "20", "", object("same", 1), object("changed", 12), object("seen", 6), object("new", 13));
    api.watches.add((request, wire) -> wire.status(410, "{\"message\":\"too old\"}"));
    api.list("30", "", object("same", 1), object("changed", 12), object("new", 13));
    api.watchThenEnd(line("MODIFIED", "new", 31));
    ObjectsReceiver receiver = api.start(MAPS);

    await(() -> api.asked.contains("watch 31"));
    assertThat(api.asked)
        .containsExactly("list", "watch 5", "list", "watch 20", "list", "watch 30", "watch 31");
    assertThat(api.sink.told())
        .containsExactly(
            "ADDED seen@6",
            "MODIFIED changed@12",
            "ADDED new@13",
            "DELETED deleted@3",
            "DELETED seen@6",
            "MODIFIED new@31");
    assertThat(receiver.counters().stats().errors()).containsEntry("gone", 2L);
    assertThat(receiver.problems()).isEmpty();
  }

  @Test
  void beginsAListAgainWhoseNextPageIsGone() {
    api.list("5", "c2", object("a", 1));
    api.lists.add((request, wire) -> wire.status(410, ""));
    api.list("6", "c3", object("a", 1));
    api.list("6", "", object("b", 2));
    api.watchThenEnd(line("ADDED", "c", 7));
    api.start("[{name: configmaps, mode: watch, include_initial_state: true}]");

    await(() -> api.asked.contains("watch 7"));
    assertThat(api.asked)
        .containsExactly("list", "list c2", "list", "list c3", "watch 6", "watch 7");
    assertThat(api.sink.told()).containsExactly("ADDED a@1", "ADDED b@2", "ADDED c@7");
  }

  @Test
  void followsBookmarksWithoutTellingThem() {
    api.list("5", "");
    api.watchThenCut(line("BOOKMARK", "", 50));
    api.start(MAPS);

    await(() -> api.asked.contains("watch 50"));
    assertThat(api.sink.all).isEmpty();
  }

  @Test
  void givesUpAWatchThatHasGoneSilent() {
    api.list("5", "");
    api.watches.add((request, wire) -> wire.begin().send(line("ADDED", "a", 6) + "\n").hang());
    api.watchThenEnd(line("ADDED", "b", 7));
    api.start(MAPS);

    await(() -> api.asked.contains("watch 7"));
    assertThat(api.sink.told()).containsExactly("ADDED a@6", "ADDED b@7");
  }

  @Test
  void listsAnewWhereAWatchCannotBeUnderstood() {
    api.list("5", "", object("a", 1));
    api.watchThenEnd("<html>", line("ADDED", "b", 6));
    api.watchThenEnd("{\"type\":\"NEW\",\"object\":{}}");
    api.list("9", "", object("a", 1), object("b", 6));
    api.watchThenEnd(line("ADDED", "c", 10));
    ObjectsReceiver receiver = api.start(MAPS);

    await(() -> api.asked.contains("watch 10"));
    assertThat(api.asked)
        .containsExactly("list", "watch 5", "watch 5", "list", "watch 9", "watch 10");
    assertThat(api.sink.told()).containsExactly("ADDED b@6", "ADDED c@10");
    assertThat(receiver.counters().stats().errors()).containsEntry("garbage", 2L);
  }

  @Test
  void saysWhichRuleIsMissingUntilItIsThere() {
    api.lists.add((request, wire) -> wire.status(403, "{\"message\":\"no\"}"));
    ObjectsReceiver receiver = api.start("[{name: configmaps, mode: watch, namespaces: [n]}]");

    await(() -> !receiver.problems().isEmpty());
    assertThat(receiver.problems())
        .containsExactly(
            "k8s_objects: configmaps in n: status 403: no (expected: a Role in n with list and watch"
                + " on configmaps)");
    api.list("5", "");
    api.watches.add((request, wire) -> wire.begin().hang());
    await(() -> receiver.problems().isEmpty());
  }

  @Test
  void keepsSecretsAndBookkeepingOut() {
    api.list("5", "");
    String kept =
        """
        {"type":"ADDED","object":{"kind":"ConfigMap","metadata":{"name":"a","uid":"u","resourceVersion":"6",
        "managedFields":[{"manager":"kubectl"}],"annotations":{"mine":"1",
        "kubectl.kubernetes.io/last-applied-configuration":"{}"}},"data":{"k":"v"}}}"""
            .replace("\n", "");
    String secret =
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\","
            + "\"uid\":\"v\",\"resourceVersion\":\"7\"},\"data\":{\"password\":\"aGk=\"}}}";
    api.watchThenEnd(kept, secret);
    ObjectsReceiver receiver = api.start(MAPS);

    await(() -> api.asked.contains("watch 7"));
    assertThat(api.sink.all)
        .extracting(ObjectState::json)
        .containsExactly(
            "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"uid\":\"u\","
                + "\"resourceVersion\":\"6\",\"annotations\":{\"mine\":\"1\"}},"
                + "\"data\":{\"k\":\"v\"}}");
    assertThat(receiver.counters().secrets()).isEqualTo(1);
  }

  @Test
  void leavesOutTypesAndNamespacesThatAreExcluded() {
    api.list("5", "");
    api.watchThenEnd(
        line("ADDED", "a", 6),
        line("DELETED", "a", 7),
        line("ADDED", "b", 8).replace("\"n\"", "\"kube-system\""));
    api.start(
        "[{name: configmaps, mode: watch, exclude_watch_type: [DELETED],"
            + " exclude_namespaces: [kube-system]}]");

    await(() -> api.asked.contains("watch 8"));
    assertThat(api.sink.told()).containsExactly("ADDED a@6");
  }

  @Test
  void tellsObjectsWithoutUidApartByName() {
    api.list("5", "", withoutUid("a", 1), withoutUid("b", 2));
    api.watchThenEnd("{\"type\":\"MODIFIED\",\"object\":" + withoutUid("b", 6) + "}", error(410));
    api.list("20", "", withoutUid("b", 6));
    api.watchThenEnd(line("ADDED", "c", 21));
    api.start(MAPS);

    await(() -> api.asked.contains("watch 21"));
    assertThat(api.sink.told()).containsExactly("MODIFIED b@6", "DELETED a@1", "ADDED c@21");
  }

  private static String withoutUid(String name, int version) {
    return "{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"" + version + "\"}}";
  }
}
