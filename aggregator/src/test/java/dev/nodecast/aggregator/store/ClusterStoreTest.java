package dev.nodecast.aggregator.store;

import static dev.nodecast.aggregator.store.ClusterRows.HOSTILE;
import static dev.nodecast.aggregator.store.ClusterRows.NOON;
import static dev.nodecast.aggregator.store.ClusterRows.object;
import static dev.nodecast.aggregator.store.ClusterRows.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.metric.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What receivers hand over, in the real engine: whole, bounded, and none of it twice. */
final class ClusterStoreTest {
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
  void clear() {
    ClusterRows.clear(engine);
  }

  /** Has everything stored that the store took. */
  private static void write(ClusterStore store) {
    try (ClusterWriter writer = new ClusterWriter(engine.database, schema, store, () -> true)) {
      writer.start();
      writer.finish(Duration.ofSeconds(30));
    }
  }

  private static long count(String table) {
    return engine.number("SELECT count() AS x FROM nodecast." + table);
  }

  @Test
  void pointsComeBackAsTheyWere() {
    ClusterStore store = new ClusterStore();
    Subject hostile =
        new Subject("pod", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE);
    Map<String, String> attributes = new TreeMap<>(Map.of("condition", "Ready", HOSTILE, HOSTILE));
    store.points(
        "k8s_cluster",
        NOON + 123,
        List.of(
            point("k8s.pod.phase", ClusterRows.pod("cart-0"), 2),
            new MetricPoint(
                ClusterRows.metric("k8s.node.condition", "{condition}", "condition"),
                hostile,
                attributes,
                -0.5)));
    store.points("kubelet_stats", NOON, List.of(point("x", ClusterRows.pod("b"), Double.NaN)));
    write(store);
    assertThat(store.status().rows()).containsExactly(Map.entry("k8s_metric", 3L));
    assertThat(store.status().pendingBytes()).isZero();
    assertThat(
            engine.texts(
                "SELECT (ts, receiver, metric, unit, kind, namespace, name, uid, node,"
                    + " workload_kind, workload, pod, container, attributes, value) AS x"
                    + " FROM nodecast.k8s_metric WHERE name = 'cart-0'"))
        .containsExactly(
            "('2026-11-21 12:00:00','k8s_cluster','k8s.pod.phase','1','pod','shop','cart-0',"
                + "'u-cart-0','n1','Deployment','cart','cart-0','',{},2)");
    assertThat(
            engine.texts(
                "SELECT attributes['condition'] || hex(name) || hex(attributes[name]) || value AS x"
                    + " FROM nodecast.k8s_metric WHERE metric = 'k8s.node.condition'"))
        .containsExactly("Ready" + hex(HOSTILE) + hex(HOSTILE) + "-0.5");
    assertThat(engine.number("SELECT countIf(isNaN(value)) AS x FROM nodecast.k8s_metric"))
        .isEqualTo(1);
  }

  private static String hex(String text) {
    StringBuilder out = new StringBuilder();
    for (byte one : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      out.append(String.format("%02X", one));
    }
    return out.toString();
  }

  @Test
  void objectsAreAskedByPath() {
    ClusterStore store = new ClusterStore();
    String json =
        "{\"kind\":\"Pod\",\"metadata\":{\"labels\":{\"app\":\"a\",\"app.kubernetes.io/name\":\"b\"},"
            + "\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},"
            + "\"spec\":{\"nodeName\":\"n1\",\"volumes\":[{\"emptyDir\":{}}]}}";
    store.objects(List.of(object("p", "7", "ADDED", json)));
    write(store);
    assertThat(
            engine.texts(
                "SELECT (object.spec.nodeName, object.metadata.labels.`app.kubernetes.io/name`,"
                    + " object.metadata.creationTimestamp, ts, event, group, version, resource,"
                    + " namespace, name, uid, resource_version, text = "
                    + Ddl.text(json)
                    + ") AS x FROM nodecast.k8s_object WHERE object.spec.nodeName = 'n1'"))
        .containsExactly(
            "('n1','b','2026-01-01T00:00:00Z','2026-11-21 12:00:00.000','ADDED','','v1','events',"
                + "'shop','p','u-p','7',1)");
  }

  @Test
  void whatIsNoJsonHasItsTextAndStopsNothing() {
    String deep = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);
    StringBuilder wide = new StringBuilder("{\"k\":0");
    for (int i = 0; i < 20_000; i++) {
      wide.append(",\"").append(i).append("\":{\"v\":").append(i).append('}');
    }
    List<String> texts =
        List.of(
            "",
            "not json",
            "[1]",
            "{\"a\":1e999}",
            "{\"a\":{\"b\":1},\"a.b\":2}",
            "{\"\":1,\"\\u0000\":\"\\ud800\",\"`\":{\"\":{\"\":2}}}",
            deep,
            wide.append('}').toString(),
            "{\"good\":\"" + HOSTILE.replaceAll("[\\\\\t\n\0]", "") + "\"}");
    List<ObjectState> all = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      all.add(object("o" + i, "1", "ADDED", texts.get(i)));
    }
    ClusterStore store = new ClusterStore();
    store.objects(all);
    write(store);
    assertThat(store.status().lastError()).isEmpty();
    assertThat(engine.texts("SELECT text AS x FROM nodecast.k8s_object ORDER BY name"))
        .containsExactlyElementsOf(texts);
    assertThat(
            engine.texts("SELECT name AS x FROM nodecast.k8s_object WHERE object.good IS NOT NULL"))
        .containsExactly("o8");
  }

  @Test
  void anObjectOfMoreThanOneMebibyteIsRefusedAndCounted() {
    ClusterStore store = new ClusterStore();
    String frame = "{\"a\":\"\"}";
    String most = "{\"a\":\"" + "x".repeat(ClusterStore.LARGEST_OBJECT - frame.length()) + "\"}";
    String more =
        "{\"a\":\"" + "x".repeat(ClusterStore.LARGEST_OBJECT - frame.length() + 1) + "\"}";
    store.objects(List.of(object("most", "1", "", most), object("more", "1", "", more)));
    write(store);
    assertThat(store.status().dropped()).containsExactly(Map.entry("object_too_large", 1L));
    assertThat(engine.texts("SELECT (name, length(object.a)) AS x FROM nodecast.k8s_object"))
        .containsExactly("('most'," + (ClusterStore.LARGEST_OBJECT - frame.length()) + ")");
  }

  @Test
  void entitiesComeBackAsTheyWere() {
    ClusterStore store = new ClusterStore();
    EntityState pod =
        ClusterRows.entity(
            "k8s.pod",
            "p",
            new Relation("part_of", "k8s.namespace", HOSTILE),
            new Relation("managed_by", "k8s.replicaset", "u-rs"));
    store.entities(
        NOON,
        List.of(
            pod,
            new EntityState("k8s.node", "u-n1", "", "n1", Map.of(), List.of(), true),
            ClusterRows.entity("k8s.replicaset", "rs")));
    write(store);
    assertThat(
            engine.texts(
                "SELECT (ts, type, uid, namespace, name, attributes, arrayMap(r -> (r.how, r.type),"
                    + " relations), deleted) AS x FROM nodecast.k8s_entity ORDER BY name"))
        .containsExactly(
            "('2026-11-21 12:00:00.000','k8s.node','u-n1','','n1',{},[],true)",
            "('2026-11-21 12:00:00.000','k8s.pod','u-p','shop','p',{'a':'p'},"
                + "[('part_of','k8s.namespace'),('managed_by','k8s.replicaset')],false)",
            "('2026-11-21 12:00:00.000','k8s.replicaset','u-rs','shop','rs',{'a':'rs'},[],false)");
    assertThat(
            engine.texts(
                "SELECT hex(relations[1].uid) AS x FROM nodecast.k8s_entity WHERE name = 'p'"))
        .containsExactly(hex(HOSTILE));
  }

  @Test
  void dropsTheNewestBeyondItsBound() {
    ClusterStore store = new ClusterStore(10_000);
    List<MetricPoint> points = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      points.add(point("m" + i, ClusterRows.pod("p"), i));
    }
    store.points("k8s_cluster", NOON, points);
    long kept = store.status().pendingRows();
    assertThat(store.status().pendingBytes()).isBetween(9_000L, 10_000L);
    assertThat(store.status().dropped()).containsExactly(Map.entry("memory", 1000 - kept));
    write(store);
    assertThat(engine.number("SELECT max(value) AS x FROM nodecast.k8s_metric"))
        .isEqualTo(kept - 1);
    store.points("k8s_cluster", NOON, points);
    assertThat(store.status().dropped()).containsEntry("closed", 1000L);
  }

  @Test
  void waitsWhileItMayNotWriteAndCountsWhatItCouldNot() {
    ClusterStore store = new ClusterStore();
    store.objects(List.of(object("o", "1", "", "{}")));
    try (ClusterWriter writer = new ClusterWriter(engine.database, schema, store, () -> false)) {
      writer.start();
      writer.finish(Duration.ofMillis(300));
    }
    assertThat(count("k8s_object")).isZero();
    assertThat(store.status().dropped()).containsExactly(Map.entry("closed", 1L));
  }

  @Test
  void aWatchThatBeginsAnewStoresNothingTwice() {
    long now = System.currentTimeMillis();
    ClusterStore first = new ClusterStore();
    first.objects(
        List.of(
            seen(now, "a", "1", "ADDED"),
            seen(now, "a", "1", "ADDED"),
            seen(now, "a", "2", "MODIFIED"),
            seen(now, "pulled", "1", "")));
    write(first);
    assertThat(first.status().dropped()).containsExactly(Map.entry("already_stored", 1L));
    ClusterStore second = new ClusterStore();
    second.objects(
        List.of(
            seen(now + 1, "a", "2", "ADDED"),
            seen(now + 1, "a", "2", "DELETED"),
            seen(now + 1, "a", "3", "MODIFIED"),
            seen(now + 1, "pulled", "1", "")));
    write(second);
    assertThat(second.status().dropped()).containsExactly(Map.entry("already_stored", 1L));
    assertThat(
            engine.texts(
                "SELECT name || resource_version || event AS x FROM nodecast.k8s_object"
                    + " ORDER BY x"))
        .containsExactly("a1ADDED", "a2DELETED", "a2MODIFIED", "a3MODIFIED", "pulled1", "pulled1");
  }

  private static ObjectState seen(long ms, String name, String version, String event) {
    return new ObjectState(ms, event, "", "v1", "events", "shop", name, "u-" + name, version, "{}");
  }

  @Test
  void rowsOfTwoDaysAreTwoBlocks() {
    ClusterStore store = new ClusterStore();
    store.points("k8s_cluster", NOON, List.of(point("x", ClusterRows.pod("p"), 1)));
    store.points("k8s_cluster", NOON + 86_400_000, List.of(point("x", ClusterRows.pod("p"), 2)));
    write(store);
    assertThat(
            engine.texts(
                "SELECT (toDate(ts), uniqExact(batch), count()) AS x FROM nodecast.k8s_metric"
                    + " GROUP BY toDate(ts) ORDER BY 1"))
        .containsExactly("('2026-11-21',1,1)", "('2026-11-22',1,1)");
    assertThat(engine.number("SELECT uniqExact(batch) AS x FROM nodecast.k8s_metric")).isEqualTo(2);
  }

  @Test
  void aTableThatIsGoneIsMadeAgain() {
    engine.database.execute("DROP TABLE nodecast.k8s_metric");
    ClusterStore store = new ClusterStore();
    store.points("k8s_cluster", NOON, List.of(point("x", ClusterRows.pod("p"), 1)));
    write(store);
    assertThat(count("k8s_metric")).isEqualTo(1);
  }

  @Test
  void isKeptAsLongAsRawRowsAndGoesForSpaceWithThem() {
    ClusterStore store = new ClusterStore();
    for (int day = 0; day < 3; day++) {
      long at = NOON + day * 86_400_000L;
      store.points("k8s_cluster", at, List.of(point("x", ClusterRows.pod("p"), 1)));
      store.entities(at, List.of(ClusterRows.entity("k8s.pod", "p")));
      ObjectState o = object("o" + day, "1", "", "{}");
      store.objects(
          List.of(
              new ObjectState(at, "", "", "v1", "events", "shop", o.name(), o.uid(), "1", "{}")));
    }
    write(store);
    assertThat(
            engine.texts(
                "SELECT create_table_query AS x FROM system.tables WHERE database = 'nodecast'"
                    + " AND engine = 'MergeTree' AND name LIKE 'k8s%'"))
        .hasSize(3)
        .allMatch(sql -> sql.contains("TTL ts + toIntervalHour(720)"));
    Committer paused = engine.committer(engine.server.url().toString(), engine.rollups());
    Retention guard =
        new Retention(
            engine.database,
            new Ddl(""),
            ClusterTables.tables(),
            Engine.PERIODS,
            () -> 10,
            100,
            0,
            paused,
            () -> NOON + 2 * 86_400_000L);
    guard.tick();
    assertThat(guard.status().guardRows()).isEqualTo(3);
    guard.tick();
    guard.tick();
    assertThat(count("k8s_metric")).as("the running day's stay").isEqualTo(1);
    assertThat(count("k8s_object")).isEqualTo(1);
    assertThat(count("k8s_entity")).isEqualTo(1);
    paused.close();
    Retention aged =
        new Retention(
            engine.database,
            new Ddl(""),
            ClusterTables.tables(),
            Engine.PERIODS,
            () -> Long.MAX_VALUE,
            0,
            0,
            null,
            () -> NOON + 40 * 86_400_000L);
    aged.tick();
    assertThat(aged.status().expiredPartitions()).isEqualTo(3);
    assertThat(count("k8s_object")).isZero();
  }
}
