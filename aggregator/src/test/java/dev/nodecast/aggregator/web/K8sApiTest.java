package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.engine.EmbeddedClickHouse;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.store.Periods;
import dev.nodecast.aggregator.store.Store;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster over HTTP, out of the real engine. */
final class K8sApiTest {
  private static final String HOSTILE = "<b>'; DROP TABLE k8s_object --\\\t\n\"&";
  private static final String OBJECT =
      "{\"type\":\"Warning\",\"reason\":\"BackOff\",\"message\":\"<script>\",\"count\":3,"
          + "\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"cart-0\"},\"empty\":{}}";

  @TempDir static Path directory;
  private static EmbeddedClickHouse engine;
  private static Store store;
  private static TestingServer server;

  @BeforeAll
  static void start() throws Exception {
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path root = Path.of(cache.isEmpty() ? System.getProperty("user.home") + "/.cache" : cache);
    Path library = root.resolve("nodecast/clickhouse/26.7.3/libchdb.so");
    Assumptions.assumeTrue(
        Files.exists(library), "no " + library + ": scripts/fetch-clickhouse was not run");
    engine =
        EmbeddedClickHouse.start(
            EmbeddedClickHouse.Options.of(library, directory.resolve("data"), 0));
    ClusterStore cluster = new ClusterStore();
    Periods periods = new Periods(Duration.ofDays(400), Duration.ofDays(400), Duration.ofDays(400));
    store =
        Store.open(
            new Store.Options(
                engine.url().toString(), "", "", "", null, 5, 64 << 20, periods, 0, 0),
            cluster);
    server = new TestingServer();
    server.storage.cluster = store.cluster();
    // Rows of the testing clock's own time would be older than anything is kept.
    server.clock.advance(System.currentTimeMillis() - server.clock.millis());
    fill(cluster, server.clock.millis());
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (cluster.status().pendingRows() > 0) {
      assertThat(System.nanoTime()).as("stored in 60 s").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
    server.storage.clusterStatus = cluster.status();
  }

  private static void fill(ClusterStore cluster, long now) {
    K8sMetric phase =
        new K8sMetric("k8s.pod.phase", "", K8sMetric.Type.GAUGE, List.of(), true, "Phase.");
    for (String pod : List.of("cart-0", HOSTILE)) {
      Subject subject = new Subject("pod", "shop", pod, "u-1", "n1", "Deployment", "cart", pod, "");
      for (int i = 6; i > 0; i--) {
        cluster.points(
            "k8s_cluster",
            now - i * 10_000L,
            List.of(new MetricPoint(phase, subject, Map.of("a", HOSTILE), 8 - i)));
      }
    }
    cluster.objects(
        List.of(
            new ObjectState(
                now - 2000, "ADDED", "", "v1", "events", "shop", "e1", "u-e1", "7", OBJECT),
            new ObjectState(
                now - 1000, "", "apps", "v1", "deployments", "", HOSTILE, "u-d", "8", "no json")));
    cluster.entities(
        now,
        List.of(
            new EntityState(
                "k8s.pod",
                "u-1",
                "shop",
                HOSTILE,
                Map.of("qos", HOSTILE),
                List.of(new Relation("scheduled_on", "k8s.node", "u-n1")),
                false)));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (store != null) {
      store.close();
    }
    if (engine != null) {
      engine.close();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void metricsAreTheLastValues() throws Exception {
    JsonNode all = server.json("/api/v1/k8s/metrics?metric=k8s.pod.phase&pageSize=1");
    assertThat(all.get("matching").intValue()).isEqualTo(2);
    assertThat(all.get("metrics")).hasSize(1);
    JsonNode one = server.json("/api/v1/k8s/metrics?name=" + encoded(HOSTILE)).get("metrics");
    assertThat(one).hasSize(1);
    assertThat(one.get(0).get("name").textValue()).isEqualTo(HOSTILE);
    assertThat(one.get(0).get("value").doubleValue()).isEqualTo(7);
    assertThat(one.get(0).get("workloadKind").textValue()).isEqualTo("Deployment");
    assertThat(one.get(0).get("container").isNull()).isTrue();
    assertThat(one.get(0).get("attributes").get("a").textValue()).isEqualTo(HOSTILE);
    assertThat(server.json("/api/v1/k8s/metrics?container=&kind=pod").get("matching").intValue())
        .isEqualTo(2);
    JsonNode past = server.json("/api/v1/k8s/metrics?page=900&pageSize=1");
    assertThat(past.get("page").intValue()).isEqualTo(2);
    assertThat(past.get("metrics")).hasSize(1);
  }

  @Test
  void seriesHaveALinePerThing() throws Exception {
    JsonNode series =
        server.json("/api/v1/k8s/series?metric=k8s.pod.phase&pod=cart-0&range=5m&stat=max");
    assertThat(series.get("stepSeconds").intValue()).isEqualTo(10);
    assertThat(series.get("series")).hasSize(1);
    JsonNode values = series.get("series").get(0).get("values");
    double largest = 0;
    int measured = 0;
    for (JsonNode value : values) {
      largest = Math.max(largest, value.doubleValue());
      measured += value.isNull() ? 0 : 1;
    }
    assertThat(largest).isEqualTo(7);
    assertThat(measured).isEqualTo(6);
    assertThat(values.size()).isBetween(30, 70);
  }

  @Test
  void objectsAreDocumentsOrTexts() throws Exception {
    JsonNode all = server.json("/api/v1/k8s/objects").get("objects");
    assertThat(all).hasSize(2);
    assertThat(all.get(0).get("object").textValue()).isEqualTo("no json");
    assertThat(all.get(1).get("object").get("involvedObject").get("name").textValue())
        .isEqualTo("cart-0");
    assertThat(all.get(1).get("object").get("empty").isObject()).isTrue();
    assertThat(server.json("/api/v1/k8s/objects?resource=events&q=backOFF").get("objects"))
        .hasSize(1);
    assertThat(server.json("/api/v1/k8s/objects?name=" + encoded(HOSTILE)).get("objects"))
        .hasSize(1);
    assertThat(server.json("/api/v1/k8s/objects?to=2001-01-01T00:00:00Z").get("objects")).isEmpty();
  }

  @Test
  void eventsSayWhatTheyAreAbout() throws Exception {
    JsonNode events = server.json("/api/v1/k8s/events?type=Warning&kind=Pod").get("events");
    assertThat(events).hasSize(1);
    assertThat(events.get(0).get("reason").textValue()).isEqualTo("BackOff");
    assertThat(events.get(0).get("message").textValue()).isEqualTo("<script>");
    assertThat(events.get(0).get("count").intValue()).isEqualTo(3);
    assertThat(server.json("/api/v1/k8s/events?reason=Other").get("events")).isEmpty();
  }

  @Test
  void entitiesHaveRelations() throws Exception {
    JsonNode entity = server.json("/api/v1/k8s/entities?type=k8s.pod").get("entities").get(0);
    assertThat(entity.get("name").textValue()).isEqualTo(HOSTILE);
    assertThat(entity.get("relations").get(0).get("uid").textValue()).isEqualTo("u-n1");
    assertThat(entity.get("deleted").booleanValue()).isFalse();
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    HttpResponse<String> unknown = server.get("/api/v1/k8s/objects?nam=x");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("parameter: nam");
    assertThat(server.get("/api/v1/k8s/secrets").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/k8s/series").body()).contains("metric: ");
    assertThat(server.get("/api/v1/k8s/series?metric=x&stat=sum").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/v1/k8s/events?from=9&to=5").statusCode()).isEqualTo(400);
    try (TestingServer none = new TestingServer()) {
      assertThat(none.get("/api/v1/k8s/metrics").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void whatIsStoredAndDroppedIsCounted() throws Exception {
    String metrics = server.get("/metrics").body();
    assertThat(metrics)
        .contains("nodecast_cluster_rows_total{table=\"k8s_metric\"} 12")
        .contains("nodecast_cluster_pending_bytes 0");
    server.storage.clusterStatus =
        new ClusterStore.Status(Map.of(), Map.of("memory", 3L), 0, 1, 0, 0, "");
    assertThat(server.get("/metrics").body())
        .contains("nodecast_cluster_dropped_total{reason=\"memory\"} 3");
  }
}
