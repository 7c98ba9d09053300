package dev.nodecast.aggregator.store;

import static dev.nodecast.aggregator.store.ClusterRows.HOSTILE;
import static dev.nodecast.aggregator.store.ClusterRows.NOON;
import static dev.nodecast.aggregator.store.ClusterRows.pod;
import static dev.nodecast.aggregator.store.ClusterRows.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.store.ClusterQuery.Page;
import dev.nodecast.aggregator.store.EntityHistory.Told;
import dev.nodecast.aggregator.store.MetricHistory.Line;
import dev.nodecast.aggregator.store.MetricHistory.Stat;
import dev.nodecast.aggregator.store.ObjectHistory.KubeEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real engine answers about the cluster: reads. */
final class ClusterHistoryTest {
  @TempDir static Path directory;
  private static Engine engine;
  private static Schema schema;
  private static ClusterHistory history;

  @BeforeAll
  static void start() {
    engine = Engine.start(directory);
    schema = new Schema(engine.database, new Ddl(""), Engine.PERIODS);
    schema.apply();
    history = new ClusterHistory(engine.database);
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  @BeforeEach
  void clear() {
    engine.clear();
    ClusterRows.clear(engine);
  }

  private static void write(ClusterStore store) {
    ClusterRows.write(engine, schema, store);
  }

  private static ClusterQuery query(Map<String, String> where, String text) {
    return new ClusterQuery(NOON - 600_000, NOON + 600_000, where, text, 100, 0);
  }

  @Test
  void theLastValueOfEachThingIsFoundByWhatItIs() {
    ClusterStore store = new ClusterStore();
    MetricPoint ready =
        new MetricPoint(
            ClusterRows.metric("k8s.node.condition", "{condition}", "condition"),
            new Subject("node", "", "n1", "u-n1", "n1", "", "", "", ""),
            Map.of("condition", "Ready"),
            1);
    MetricPoint pressure =
        new MetricPoint(ready.metric(), ready.subject(), Map.of("condition", "MemoryPressure"), 0);
    for (int i = 0; i < 3; i++) {
      store.points(
          "k8s_cluster",
          NOON + i * 10_000L,
          List.of(
              point("k8s.pod.phase", pod("a"), 1 + i),
              point("k8s.pod.phase", pod(HOSTILE), 2),
              ready,
              pressure));
    }
    write(store);
    Page<MetricHistory.Value> all = history.metrics().latest(query(Map.of(), ""));
    assertThat(all.matching()).isEqualTo(4);
    assertThat(all.rows())
        .contains(
            new MetricHistory.Value(
                NOON + 20_000, "k8s_cluster", "k8s.pod.phase", "1", pod("a"), Map.of(), 3),
            new MetricHistory.Value(
                NOON + 20_000,
                "k8s_cluster",
                "k8s.node.condition",
                "{condition}",
                ready.subject(),
                Map.of("condition", "Ready"),
                1))
        .hasSize(4);
    Map<String, String> hostile = Map.of("name", HOSTILE, "node", "n1", "workload", "cart");
    assertThat(history.metrics().latest(query(hostile, "")).rows())
        .extracting(MetricHistory.Value::subject)
        .containsExactly(pod(HOSTILE));
    assertThat(history.metrics().latest(query(Map.of(), "CONDITION")).matching()).isEqualTo(2);
    assertThat(
            history
                .metrics()
                .latest(new ClusterQuery(NOON, NOON + 60_000, Map.of(), "", 1, 3))
                .rows())
        .hasSize(1);
    assertThatThrownBy(() -> history.metrics().latest(query(Map.of("1=1 --", "x"), "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("column: 1=1 -- (expected: one of");
  }

  @Test
  void aMetricOverTimeHasALinePerThingAndGaps() {
    ClusterStore store = new ClusterStore();
    for (int i = 0; i < 12; i++) {
      if (i < 3 || i >= 6) {
        store.points(
            "k8s_cluster",
            NOON + i * 10_000L,
            List.of(
                point("m", pod("a"), i), point("m", pod("b"), -i), point("other", pod("a"), 9)));
      }
    }
    write(store);
    ClusterQuery query =
        new ClusterQuery(NOON, NOON + 120_000, Map.of("metric", "m", "kind", "pod"), "", 100, 0);
    List<Line> last = history.metrics().series(query, 30, Stat.LAST);
    assertThat(last).extracting(line -> line.subject()).containsExactly(pod("a"), pod("b"));
    assertThat(last.get(0).values()).containsExactly(2, Double.NaN, 8, 11);
    assertThat(history.metrics().series(query, 30, Stat.MEAN).get(1).values())
        .containsExactly(-1, Double.NaN, -7, -10);
    assertThat(history.metrics().series(query, 60, Stat.MAX).get(0).values())
        .containsExactly(2, 11);
    assertThat(history.metrics().series(query, 60, Stat.MIN).get(0).values()).containsExactly(0, 6);
  }

  private static ObjectState event(
      long ms, String name, String version, String event, String json) {
    return new ObjectState(ms, event, "", "v1", "events", "shop", name, "u-" + name, version, json);
  }

  @Test
  void objectsAreFoundPagedAndNewestFirst() {
    ClusterStore store = new ClusterStore();
    for (int i = 0; i < 5; i++) {
      store.objects(
          List.of(
              event(NOON + i, "e" + i, "1", "ADDED", "{\"i\":\"Zwölf " + i + "\"}"),
              new ObjectState(
                  NOON + i, "", "apps", "v1", "deployments", "", HOSTILE, "d", "" + i, "{}")));
    }
    write(store);
    Page<ObjectState> page =
        history
            .objects()
            .page(
                new ClusterQuery(
                    NOON, NOON + 9, Map.of("resource", "events", "group", ""), "ZWÖLF", 2, 2));
    assertThat(page.matching()).isEqualTo(5);
    assertThat(page.rows())
        .containsExactly(
            event(NOON + 2, "e2", "1", "ADDED", "{\"i\":\"Zwölf 2\"}"),
            event(NOON + 1, "e1", "1", "ADDED", "{\"i\":\"Zwölf 1\"}"));
    assertThat(history.objects().page(query(Map.of("name", HOSTILE, "event", ""), "")).rows())
        .hasSize(5)
        .allMatch(object -> object.name().equals(HOSTILE));
  }

  @Test
  void aPageOfLargeObjectsHasTheTextsThatFit() {
    ClusterStore store = new ClusterStore();
    int bytes = ClusterStore.LARGEST_OBJECT - 100;
    int fit = (int) (ObjectHistory.MOST_TEXT / (bytes + 2));
    String large = '"' + "x".repeat(bytes) + '"';
    for (int i = 0; i < fit + 3; i++) {
      store.objects(List.of(event(NOON + i, "e", "" + i, "", large)));
    }
    write(store);
    Page<ObjectState> page = history.objects().page(query(Map.of("resource", "events"), ""));
    assertThat(page.rows()).hasSize(fit + 3);
    assertThat(page.rows().subList(0, fit)).allMatch(object -> object.json().equals(large));
    assertThat(page.rows().subList(fit, fit + 3)).allMatch(object -> object.json().isEmpty());
  }

  @Test
  void eventsOfTheClusterAreToldOnceInTheirLastState() {
    String core =
        "{\"type\":\"Warning\",\"reason\":\"BackOff\",\"message\":\"Back-off <b>\",\"count\":%d,"
            + "\"involvedObject\":{\"kind\":\"Pod\",\"namespace\":\"shop\",\"name\":\"cart-0\","
            + "\"uid\":\"u-1\"},\"source\":{\"component\":\"kubelet\"},"
            + "\"firstTimestamp\":\"2026-11-21T11:00:00Z\","
            + "\"lastTimestamp\":\"2026-11-21T12:00:0%dZ\"}";
    String newer =
        "{\"type\":\"Normal\",\"reason\":\"Scheduled\",\"note\":\"to n1\",\"regarding\":"
            + "{\"kind\":\"Pod\",\"namespace\":\"shop\",\"name\":\"cart-1\",\"uid\":\"u-2\"},"
            + "\"reportingController\":\"scheduler\","
            + "\"eventTime\":\"2026-11-21T11:59:59.123456Z\"}";
    ClusterStore store = new ClusterStore();
    store.objects(
        List.of(
            event(NOON, "a", "1", "ADDED", String.format(core, 1, 0)),
            event(NOON + 2, "a", "2", "MODIFIED", String.format(core, 2, 1)),
            event(NOON + 3, "b", "3", "ADDED", newer),
            event(NOON + 4, "bad", "4", "ADDED", "{\"reason\":{\"not\":\"a text\"},\"count\":-1}"),
            event(NOON + 5, "a", "5", "DELETED", String.format(core, 2, 1))));
    write(store);
    KubeEvent backOff =
        new KubeEvent(
            NOON + 2,
            "Warning",
            "BackOff",
            "Back-off <b>",
            "Pod",
            "shop",
            "cart-0",
            "u-1",
            "kubelet",
            2,
            "2026-11-21T11:00:00Z",
            "2026-11-21T12:00:01Z");
    String happened = "2026-11-21T11:59:59.123456Z";
    KubeEvent scheduled =
        new KubeEvent(
            NOON + 3,
            "Normal",
            "Scheduled",
            "to n1",
            "Pod",
            "shop",
            "cart-1",
            "u-2",
            "scheduler",
            1,
            happened,
            happened);
    Page<KubeEvent> all = history.objects().events(query(Map.of(), ""));
    assertThat(all.matching()).isEqualTo(3);
    assertThat(all.rows().subList(1, 3)).containsExactly(scheduled, backOff);
    assertThat(all.rows().get(0).reason()).isEmpty();
    assertThat(all.rows().get(0).count()).isEqualTo(1);
    assertThat(history.objects().events(query(Map.of("type", "Warning"), "BACK-OFF <B>")).rows())
        .containsExactly(backOff);
    assertThat(history.objects().events(query(Map.of("uid", "u-2", "kind", "Pod"), "")).rows())
        .containsExactly(scheduled);
  }

  @Test
  void theLastStateOfEachEntityIsFound() {
    EntityState pod =
        ClusterRows.entity("k8s.pod", "p", new Relation("scheduled_on", "k8s.node", HOSTILE));
    EntityState gone =
        new EntityState("k8s.pod", "u-q", "shop", "q", Map.of(HOSTILE, HOSTILE), List.of(), true);
    ClusterStore store = new ClusterStore();
    store.entities(NOON, List.of(ClusterRows.entity("k8s.pod", "p"), gone));
    store.entities(NOON + 1, List.of(pod, ClusterRows.entity("k8s.node", "n1")));
    write(store);
    Page<Told> pods = history.entities().latest(query(Map.of("type", "k8s.pod"), ""));
    assertThat(pods.matching()).isEqualTo(2);
    assertThat(pods.rows()).containsExactly(new Told(NOON + 1, pod), new Told(NOON, gone));
    assertThat(history.entities().latest(query(Map.of(), HOSTILE)).rows())
        .containsExactly(new Told(NOON, gone));
  }
}
