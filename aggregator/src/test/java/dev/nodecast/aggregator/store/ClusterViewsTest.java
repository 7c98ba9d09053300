package dev.nodecast.aggregator.store;

import static dev.nodecast.aggregator.store.ClusterRows.NOON;
import static dev.nodecast.aggregator.store.ClusterRows.container;
import static dev.nodecast.aggregator.store.ClusterRows.pod;
import static dev.nodecast.aggregator.store.ClusterRows.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the real engine answers to SQL about the cluster: the views, and the examples of the docs.
 */
final class ClusterViewsTest {
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
    engine.clear();
    ClusterRows.clear(engine);
  }

  private static void write(ClusterStore store) {
    ClusterRows.write(engine, schema, store);
  }

  @Test
  void usageStandsBesideRequestsLimitsAndOwners() {
    Rows used = new Rows("container", 3);
    String[] pods = {"cart-0", "cart-1", ""};
    for (int i = 0; i < 3; i++) {
      used.label("namespace", i, pods[i].isEmpty() ? "" : "shop")
          .label("workload", i, "guess")
          .label("pod", i, pods[i])
          .label("container", i, "app")
          .label("pod_uid", i, "u-" + pods[i])
          .value("cpu_usage_us", i, 15_000_000)
          .value("memory_working_set", i, 1000 + i);
    }
    Rollups rollups = engine.rollups();
    Committer committer = engine.committer(engine.server.url().toString(), rollups);
    Engine.until("ready", committer::ready);
    committer.offer(Rows.window("n1", "b", NOON / 1000, 5, used, Rows.node(1)));
    Engine.until("stored", () -> engine.number("SELECT count() AS x FROM nodecast.node") == 1);
    committer.close();
    Engine.until(
        "rolled",
        () -> {
          rollups.tick();
          return engine.number("SELECT count() AS x FROM nodecast.container_1m") == 3;
        });
    ClusterStore store = new ClusterStore();
    for (int i = 0; i < 6; i++) {
      // What is asked for may change within the minute: the last counts.
      store.points(
          "k8s_cluster",
          NOON + i * 10_000L,
          List.of(
              point("k8s.container.cpu_request", container("cart-0", "app"), i < 5 ? 9 : 0.5),
              point("k8s.container.memory_limit", container("cart-0", "app"), 4000),
              point("k8s.container.cpu_request", container("cart-2", "app"), 2),
              point("k8s.pod.phase", pod("cart-0"), 2)));
    }
    write(store);
    assertThat(
            engine.texts(
                "SELECT (ts, namespace, workload_kind, workload, pod, container, node, cpu, memory,"
                    + " cpu_request, cpu_limit, memory_request, memory_limit) AS x"
                    + " FROM nodecast.container_usage ORDER BY pod"))
        .containsExactly(
            "('2026-11-21 12:00:00','shop','Deployment','cart','cart-0','app','n1',0.25,1000,0.5,"
                + "NULL,NULL,4000)",
            "('2026-11-21 12:00:00','shop','','guess','cart-1','app','n1',0.25,1001,NULL,NULL,"
                + "NULL,NULL)",
            "('2026-11-21 12:00:00','shop','Deployment','cart','cart-2','app','n1',NULL,NULL,2,"
                + "NULL,NULL,NULL)");
    assertThat(
            engine.texts(
                "SELECT (namespace, workload, sum(cpu), sum(cpu_request)) AS x FROM"
                    + " nodecast.container_usage WHERE ts = toDateTime('2026-11-21 12:00:00', 'UTC')"
                    + " AND workload = 'cart' GROUP BY namespace, workload"))
        .containsExactly("('shop','cart',0.25,2.5)");
  }

  @Test
  void aPodHasItsTopmostOwner() {
    ClusterStore store = new ClusterStore();
    Relation onNode = new Relation("scheduled_on", "k8s.node", "u-n1");
    store.entities(
        NOON,
        List.of(
            ClusterRows.entity("k8s.node", "n1"),
            ClusterRows.entity("k8s.deployment", "cart"),
            ClusterRows.entity(
                "k8s.replicaset",
                "cart-5f",
                new Relation("managed_by", "k8s.deployment", "u-cart")),
            ClusterRows.entity(
                "k8s.pod",
                "cart-0",
                new Relation("part_of", "k8s.namespace", "u-shop"),
                onNode,
                new Relation("managed_by", "k8s.replicaset", "u-cart-5f")),
            ClusterRows.entity("k8s.daemonset", "log"),
            ClusterRows.entity(
                "k8s.pod", "log-x", onNode, new Relation("managed_by", "k8s.daemonset", "u-log")),
            ClusterRows.entity("k8s.pod", "bare")));
    store.entities(NOON + 1000, List.of(ClusterRows.entity("k8s.deployment", "cart")));
    write(store);
    assertThat(
            engine.texts(
                "SELECT (namespace, pod, uid, node, owner_kind, owner, workload_kind, workload,"
                    + " deleted, ts) AS x FROM nodecast.pod_owner ORDER BY pod"))
        .containsExactly(
            "('shop','bare','u-bare','','','','','',false,'2026-11-21 12:00:00.000')",
            "('shop','cart-0','u-cart-0','n1','replicaset','cart-5f','deployment','cart',false,"
                + "'2026-11-21 12:00:00.000')",
            "('shop','log-x','u-log-x','n1','daemonset','log','daemonset','log',false,"
                + "'2026-11-21 12:00:00.000')");
  }

  @Test
  void aFilterOfTheViewReachesBothTables() {
    ClusterStore store = new ClusterStore();
    for (int day = 0; day < 3; day++) {
      long ms = NOON + day * 86_400_000L;
      engine.database.execute(
          "INSERT INTO nodecast.container_1m (ts, namespace, pod) SELECT toDateTime("
              + ms / 1000
              + "), 'shop', 'p'");
      store.points(
          "k8s_cluster", ms, List.of(point("k8s.container.cpu_limit", container("p", ""), 1)));
    }
    write(store);
    assertThat(
            engine.database.query(
                "EXPLAIN indexes = 1 SELECT sum(cpu) FROM nodecast.container_usage WHERE ts >="
                    + " toDateTime('2026-11-22 00:00:00', 'UTC')"
                    + " AND ts < toDateTime('2026-11-23 00:00:00', 'UTC')",
                Map.of(),
                row -> row.getString("explain")))
        .filteredOn(line -> line.contains("Parts:"))
        .hasSizeGreaterThanOrEqualTo(4)
        .noneMatch(line -> line.contains("/3") && !line.contains("1/3"));
  }

  @Test
  void theExamplesOfTheDocsAreAnswered() throws Exception {
    long now = System.currentTimeMillis();
    ClusterStore store = new ClusterStore();
    store.points("k8s_cluster", now, List.of(point("k8s.pod.phase", pod("p"), 1)));
    store.objects(
        List.of(
            new ObjectState(
                now,
                "",
                "",
                "v1",
                "pods",
                "shop",
                "p",
                "u",
                "1",
                "{\"spec\":{\"nodeName\":\"n1\",\"containers\":[{\"image\":\"i:1\"}]}}")));
    write(store);
    String page = Files.readString(Path.of("..", "docs", "sql.md"));
    List<String> statements = new ArrayList<>();
    for (String block : page.split("```sql\n", -1)) {
      if (!block.equals(page.substring(0, page.indexOf("```sql\n")))) {
        statements.addAll(List.of(block.substring(0, block.indexOf("```")).split(";\\s*\n", -1)));
      }
    }
    statements.removeIf(String::isBlank);
    assertThat(statements).hasSizeGreaterThan(8);
    Map<String, Integer> rows = new TreeMap<>();
    for (String statement : statements) {
      // Readers are in the database; this client is not.
      String sql = statement.replaceAll("(FROM|(?<!ARRAY )JOIN) (\\w+)", "$1 nodecast.$2");
      rows.put(statement, engine.database.query(sql, Map.of(), row -> 1).size());
    }
    assertThat(rows)
        .containsEntry(
            "SELECT object.spec.nodeName FROM k8s_object WHERE resource = 'pods' AND namespace ="
                + " 'shop'",
            1);
    assertThat(rows.values().stream().filter(n -> n == 1).count()).isGreaterThanOrEqualTo(4);
  }
}
