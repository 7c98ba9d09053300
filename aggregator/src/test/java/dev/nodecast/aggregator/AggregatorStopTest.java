package dev.nodecast.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.http.ScriptedServer;
import dev.nodecast.aggregator.kube.http.ScriptedServer.Request;
import dev.nodecast.aggregator.kube.http.ScriptedServer.Wire;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.web.ReceiverMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What receivers handed over before a stop is stored, however much comes while it stops. */
class AggregatorStopTest {
  @TempDir Path dir;

  @Test
  void losesNothingOfWhatComesWhileItStops() throws Exception {
    try (ScriptedServer api = new ScriptedServer(AggregatorStopTest::answer)) {
      Aggregator aggregator = new Aggregator(config(api.port()));
      ReceiverMetrics counted;
      try {
        counted = aggregator.receiverMetrics();
        Await.until(
            "points and events are stored",
            () ->
                aggregator.collected().rows().getOrDefault("k8s_metric", 0L) > 0
                    && aggregator.collected().rows().getOrDefault("k8s_object", 0L) > 1000);
        assertThat(metrics(aggregator.httpPort()))
            .contains("nodecast_objects_watches_total 1\n")
            .contains("nodecast_k8s_cluster_failures_total 0\n")
            .contains("nodecast_inventory_failures_total 0\n")
            .contains("nodecast_cluster_rows_total{table=\"k8s_object\"} ");
      } finally {
        aggregator.close();
      }
      ClusterStore.Status stored = aggregator.collected();
      assertThat(stored.dropped()).isEmpty();
      assertThat(stored.rows())
          .containsEntry("k8s_object", counted.objects().orElseThrow().objects())
          .containsEntry("k8s_metric", counted.cluster().orElseThrow().get().points());
    }
  }

  private static String metrics(int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private AggregatorConfig config(int api) throws Exception {
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path root = Path.of(cache.isEmpty() ? System.getProperty("user.home") + "/.cache" : cache);
    Path library = root.resolve("nodecast/clickhouse/26.7.3/libchdb.so");
    Assumptions.assumeTrue(
        Files.exists(library), "no " + library + ": scripts/fetch-clickhouse was not run");
    Path kubeconfig =
        Files.writeString(
            dir.resolve("kubeconfig"),
            """
            {"apiVersion":"v1","kind":"Config","current-context":"c",
            "clusters":[{"name":"c","cluster":{"server":"http://127.0.0.1:%d"}}],
            "contexts":[{"name":"c","context":{"cluster":"c","user":"c"}}],
            "users":[{"name":"c","user":{}}]}
            """
                .formatted(api));
    return AggregatorConfig.from(
        Map.of(
            "NODECAST_HTTP", "127.0.0.1:0",
            "NODECAST_INGEST", "127.0.0.1:0",
            "NODECAST_CLICKHOUSE_PORT", "0",
            "NODECAST_CLICKHOUSE_LIBRARY", library.toString(),
            "NODECAST_DATA_DIR", dir.resolve("data").toString(),
            "NODECAST_MIN_FREE", "64MiB",
            "NODECAST_KUBECONFIG", kubeconfig.toString(),
            "NODECAST_CLUSTER_INTERVAL", "1s",
            "NODECAST_KUBELET_STATS", "off"),
        new String[0]);
  }

  /** A few thousand pods, and events without end. */
  private static void answer(Request request, Wire wire) throws IOException, InterruptedException {
    boolean watch =
        request.parameter("watch").equals("true") || request.parameter("watch").equals("1");
    switch (request.path()) {
      case "/api/v1" ->
          wire.ok(
              "{\"resources\":["
                  + resource("pods", "Pod")
                  + ","
                  + resource("events", "Event")
                  + "]}");
      case "/apis" -> wire.ok("{\"groups\":[]}");
      case "/api/v1/pods" -> {
        if (watch) {
          wire.begin().hang();
        }
        StringBuilder pods = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
          pods.append(i == 0 ? "" : ",").append(pod(i));
        }
        wire.ok("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + pods + "]}");
      }
      case "/api/v1/events" -> {
        if (watch) {
          Wire events = wire.begin();
          for (int i = 2; ; i++) {
            events.send(event(i));
            // A few thousand a second: more would fill what may wait.
            LockSupport.parkNanos(200_000);
          }
        }
        wire.ok("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}");
      }
      default -> wire.status(404, "{}");
    }
  }

  private static String event(int i) {
    return """
        {"type":"ADDED","object":{"kind":"Event","metadata":{"namespace":"shop","name":"e-%d",\
        "uid":"u-%d","resourceVersion":"%d"},"type":"Normal","reason":"Started","message":"m",\
        "involvedObject":{"kind":"Pod","namespace":"shop","name":"p"}}}
        """
        .formatted(i, i, i);
  }

  private static String pod(int i) {
    return """
        {"metadata":{"namespace":"shop","name":"p-%d","uid":"p-%d","resourceVersion":"1"},\
        "spec":{"nodeName":"n1","containers":[{"name":"c"}]},"status":{"phase":"Running"}}"""
        .formatted(i, i);
  }

  private static String resource(String name, String kind) {
    return "{\"name\":\"%s\",\"kind\":\"%s\",\"namespaced\":true,\"verbs\":[\"list\",\"watch\"]}"
        .formatted(name, kind);
  }
}
