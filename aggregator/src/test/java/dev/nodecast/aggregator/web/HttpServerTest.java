package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.aggregator.kube.WatchStats;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.web.Security;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[a-z]+=\"(?:[^\"\\\\\\n]|\\\\.)*\"\\})? (-?[0-9.E+-]+)");

  private TestingServer server;
  private TestingAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    agent = new TestingAgent(server.live, "<b>n1</b>");
    agent.of(NodeKind.KIND).gauge(NodeKind.CPU_COUNT, 2).gauge(NodeKind.LOAD_1M, 100);
    agent.tick(server.clock.millis());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pagesCarryTheSecurityHeadersAndEscapeNames() throws Exception {
    HttpResponse<String> page = server.get("/nodes");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .contains(Security.CONTENT_SECURITY_POLICY);
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.body()).contains("&lt;b&gt;n1").doesNotContain("<b>n1");
  }

  @Test
  void allPagesAnswer() throws Exception {
    for (String path :
        new String[] {
          "/", "/nodes", "/nodes/%3Cb%3En1%3C%2Fb%3E", "/pods", "/processes", "/status"
        }) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(server.get("/nodes/other").statusCode()).isEqualTo(404);
    assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void fragmentIsEmptyWhenNothingChanged() throws Exception {
    String page = server.get("/nodes").body();
    Matcher tick = Pattern.compile("id=\"tick\"[^>]*value=\"([^\"]+)\"").matcher(page);
    assertThat(tick.find()).as("tick in %s", page).isTrue();
    String poll = "/live/nodes?tick=" + tick.group(1);
    HttpResponse<String> same = server.get(poll);
    assertThat(same.statusCode()).isEqualTo(204);
    assertThat(same.body()).isEmpty();
    agent.of(NodeKind.KIND).gauge(NodeKind.LOAD_1M, 250);
    agent.tick(server.clock.advance(1000));
    HttpResponse<String> changed = server.get(poll);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).contains("2.50").doesNotContain("<html");
  }

  @Test
  void assetsAreKeptForEverAndConditional() throws Exception {
    String page = server.get("/nodes").body();
    Matcher css = Pattern.compile("href=\"(/static/[^\"]+\\.css)\"").matcher(page);
    assertThat(css.find()).isTrue();
    HttpResponse<String> asset = server.send("GET", css.group(1));
    assertThat(asset.statusCode()).isEqualTo(200);
    assertThat(asset.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    String tag = asset.headers().firstValue("ETag").orElseThrow();
    assertThat(server.send("GET", css.group(1), "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(server.send("GET", "/static/no.css").statusCode()).isEqualTo(404);
  }

  @Test
  void answersAreCompressedWhenAskedFor() throws Exception {
    server.get("/nodes");
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<byte[]> packed =
        client.send(
            java.net.http.HttpRequest.newBuilder(
                    java.net.URI.create("http://127.0.0.1:" + server.http.port() + "/nodes"))
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream in =
        new GZIPInputStream(new java.io.ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("</html>");
    }
  }

  @Test
  void onlyReadsAreAllowed() throws Exception {
    HttpResponse<String> posted = server.send("POST", "/api/v1/nodes");
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.body()).contains("method: POST (expected: GET or HEAD)");
    assertThat(posted.headers().firstValue("Allow")).contains("GET, HEAD");
    HttpResponse<String> head = server.send("HEAD", "/nodes");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
  }

  @Test
  void readyNamesWhatIsMissing() throws Exception {
    assertThat(server.get("/ready").statusCode()).isEqualTo(200);
    server.storage.reason = "connection refused";
    HttpResponse<String> ready = server.get("/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"ready\":false,\"reasons\":[\"connection refused\"]}");
    assertThat(server.get("/health").statusCode()).isEqualTo(200);
    assertThat(server.get("/nodes").statusCode()).isEqualTo(200);
  }

  @Test
  void healthNamesAClockThatStands() throws Exception {
    server.health.clock("ingest timer", () -> System.currentTimeMillis() - 60_000);
    HttpResponse<String> health = server.get("/health");
    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).contains("ingest timer: last tick").doesNotContain("event loop");
  }

  @Test
  void metricsOfTheClusterAreThereWhereOneIsWatched() throws Exception {
    assertThat(server.get("/metrics").body()).doesNotContain("nodecast_kubernetes_");
    WatchStats pods = server.cluster.stats("Pod", server.cluster.podStore());
    pods.error("gone");
    pods.restarted();
    pods.listed();
    pods.listed();
    pods.heard(server.clock.millis() - 2500);
    server.cluster.problem("Pod", "cannot list pods");

    assertThat(server.get("/metrics").body())
        .contains("nodecast_kubernetes_synced 0\n")
        .contains("nodecast_kubernetes_problems 1\n")
        .contains("nodecast_kubernetes_objects{kind=\"Pod\"} 0\n")
        .contains("nodecast_kubernetes_watch_restarts_total{kind=\"Pod\"} 1\n")
        .contains("nodecast_kubernetes_relists_total{kind=\"Pod\"} 1\n")
        .contains("nodecast_kubernetes_errors_total{kind=\"Pod\",reason=\"gone\"} 1\n")
        .contains("nodecast_kubernetes_silent_seconds{kind=\"Pod\"} 2.5\n");
  }

  @Test
  void metricsParseAndNoSeriesIsWrittenTwice() throws Exception {
    server.counters.frames.add(7);
    server.counters.dropped(
        dev.nodecast.aggregator.ingest.IngestCounters.Reason.NAME_TAKEN, "n1", 1);
    server.get("/nodes");
    String text = server.get("/metrics").body();
    Set<String> series = new HashSet<>();
    Set<String> families = new HashSet<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        families.add(line.split(" ", -1)[2]);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        String labels = sample.group(2) == null ? "" : sample.group(2);
        assertThat(series.add(sample.group(1) + labels)).as(line).isTrue();
        assertThat(families).as(line).contains(sample.group(1));
        assertThat(Double.parseDouble(sample.group(3))).isFinite();
      }
    }
    assertThat(text)
        .contains("nodecast_ingest_frames_total 7\n")
        .contains("nodecast_ingest_dropped_total{reason=\"name_taken\"} 1\n")
        .contains("nodecast_engine_restarts_total 2\n")
        .contains("nodecast_storage_rows_total 5\n")
        .contains("nodecast_nodes{state=\"live\"} 1\n")
        .contains("nodecast_http_responses_total{status=\"200\"}");
  }

  @Test
  void portInUseNamesTheSettingAndTheAddress() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      SelfMetrics self =
          new SelfMetrics("1", java.nio.file.Path.of("/proc"), server.counters, server.clock);
      assertThatThrownBy(
              () ->
                  new HttpServer(
                      address,
                      new HttpServer.Parts(
                          server.data,
                          server.live,
                          server.counters,
                          new ProfileApi(server.sessions, ""),
                          server.storage,
                          self,
                          server.cluster,
                          new Health(System::currentTimeMillis),
                          java.util.List::of,
                          5,
                          server.clock)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("NODECAST_HTTP: cannot listen on")
          .hasMessageContaining(String.valueOf(address.getPort()));
    }
  }
}
