package dev.nodecast.aggregator.store;

import static dev.nodecast.aggregator.store.ClusterRows.HOSTILE;
import static dev.nodecast.aggregator.store.ClusterRows.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.store.EventHistory.Page;
import dev.nodecast.aggregator.store.EventHistory.Stored;
import dev.nodecast.catalog.EventSeverity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of Kubernetes and of the kernel as one list, in the real engine. */
final class StoredClusterEventsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path directory;
  private static Engine engine;
  private static Schema schema;

  @BeforeAll
  static void start() {
    engine = Engine.start(directory);
    schema = new Schema(engine.database, new Ddl(""), Engine.PERIODS);
    schema.apply();
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  @BeforeEach
  void fill() throws Exception {
    engine.clear();
    ClusterRows.clear(engine);
    List<ObjectState> objects = new ArrayList<>();
    objects.add(object("e-0", "1", NOON, event("Pod", "cart-0", "Warning", "BackOff", 1, 5)));
    objects.add(object("e-0", "2", NOON + 9, event("Pod", "cart-0", "Warning", "BackOff", 3, 40)));
    objects.add(object("e-1", "3", NOON, event("Node", "n1", "Normal", "Rebooted", 1, 30)));
    objects.add(object("e-2", "4", NOON, event("Deployment", HOSTILE, "Normal", "Scaled", 1, 20)));
    ClusterStore store = new ClusterStore();
    store.objects(objects);
    ClusterRows.write(engine, schema, store);
    engine.database.execute(
        "INSERT INTO nodecast.event (ts, node, source, type, severity, pod, pod_uid, message, boot,"
            + " seq, reported) SELECT fromUnixTimestamp64Milli("
            + (NOON - 35_000)
            + ", 'UTC'), 'n1', 'kernel', 'oom_kill', 'critical', 'cart-0', 'uid-cart-0', 'killed',"
            + " 'b', 1, now()");
  }

  private static ObjectState object(String uid, String version, long seenMs, String json) {
    return new ObjectState(seenMs, "ADDED", "", "v1", "events", "shop", uid, uid, version, json);
  }

  /** Seen at noon; it happened before. */
  private static String event(
      String kind, String name, String type, String reason, int count, int secondsAgo)
      throws Exception {
    return MAPPER.writeValueAsString(
        Map.of(
            "type",
            type,
            "reason",
            reason,
            "message",
            "of " + name,
            "count",
            count,
            "involvedObject",
            Map.of("kind", kind, "namespace", "shop", "name", name, "uid", "uid-" + name),
            "source",
            Map.of("component", "kubelet", "host", "n1"),
            "firstTimestamp",
            "2026-11-21T11:00:00Z",
            "lastTimestamp",
            Instant.ofEpochMilli(NOON - 1000L * secondsAgo).toString()));
  }

  private static EventQuery query() {
    return EventQuery.between(NOON - 60_000, NOON + 60_000);
  }

  private static Page ask(EventQuery query, EventSources sources) {
    return new EventHistory(engine.database).page(query, sources);
  }

  private static List<String> types(EventQuery query, EventSources sources) {
    return ask(query, sources).events().stream().map(Stored::type).toList();
  }

  @Test
  void eachEventIsToldOnceWhenItLastHappenedAmongThoseOfTheKernel() {
    Page page = ask(query(), EventSources.all(List.of()));
    assertThat(page.events())
        .extracting(Stored::type)
        .containsExactly("Scaled", "Rebooted", "oom_kill", "BackOff");
    assertThat(page.total()).isEqualTo(4);
    assertThat(page.events().get(0).kind()).isEqualTo("Deployment");
    assertThat(page.events().get(0).labels().get(1)).isEqualTo(HOSTILE);
    assertThat(page.events().get(1).node()).isEqualTo("n1");
    assertThat(page.events().get(1).labels().get(0)).as("a node has none").isEmpty();
    assertThat(page.events().get(3))
        .isEqualTo(
            new Stored(
                NOON - 40_000,
                "n1",
                "kubernetes",
                "BackOff",
                EventSeverity.WARNING,
                List.of("shop", "", "cart-0", "", "uid-cart-0", ""),
                "of cart-0",
                Map.of("count", "3", "from", "kubelet"),
                ""));
  }

  @Test
  void whatIsKnownIsLeftOutAndSourcesAreKeptApart() {
    List<String> known = List.of("e-0", "e-2', 'e-1", "no-such");
    assertThat(types(query(), EventSources.all(known)))
        .as("what is no uid reaches no statement")
        .containsExactly("Scaled", "Rebooted", "oom_kill");
    assertThat(types(query(), EventSources.cluster(known))).containsExactly("Scaled", "Rebooted");
    assertThat(types(query(), EventSources.KERNEL)).containsExactly("oom_kill");
    assertThat(ask(query(), EventSources.cluster(known)).total()).isEqualTo(2);
  }

  @Test
  void theFiltersOfThePageHoldForBoth() {
    EventSources all = EventSources.all(List.of());
    assertThat(types(query().severity(EventSeverity.WARNING), all))
        .containsExactly("oom_kill", "BackOff");
    assertThat(types(query().labels(Map.of("pod_uid", "uid-cart-0")), all))
        .containsExactly("oom_kill", "BackOff");
    assertThat(types(query().text(HOSTILE), all)).containsExactly("Scaled");
    assertThat(types(query().type("Rebooted").node("n1"), all)).containsExactly("Rebooted");
    assertThat(types(query().namespace("shop"), all)).containsExactly("Scaled", "BackOff");
    assertThat(types(query().page(1, 2), all)).containsExactly("oom_kill", "BackOff");
    assertThat(types(EventQuery.between(NOON - 60_000, NOON - 38_000), all))
        .containsExactly("BackOff");
  }
}
