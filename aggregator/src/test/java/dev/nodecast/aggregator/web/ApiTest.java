package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/nodecast/aggregator/web/nodes.json");

  private TestingServer server;
  private TestingAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    agent = new TestingAgent(server.live, "n1");
    agent
        .of(NodeKind.KIND)
        .gauge(NodeKind.CPU_COUNT, 2)
        .counter(NodeKind.CPU_USER, 500)
        .counter(NodeKind.CPU_IDLE, 1_500)
        .gauge(NodeKind.MEMORY_TOTAL, 4_000)
        .gauge(NodeKind.MEMORY_AVAILABLE, 3_000)
        .gauge(NodeKind.LOAD_1M, 123);
    agent.of(NodeNetworkKind.KIND, "eth0").counter(NodeNetworkKind.RX_BYTES, 1_000);
    for (int i = 0; i < 120; i++) {
      agent
          .of(
              ContainerKind.KIND,
              i % 2 == 0 ? "shop" : "bank",
              "w",
              "pod-" + String.format("%03d", i),
              "main",
              "uid-" + i,
              "id-" + i,
              "",
              "")
          .counter(ContainerKind.CPU_USAGE, i * 1_000L);
    }
    agent.tick(server.clock.millis());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void nodesAreAsRecorded() throws Exception {
    String body = server.get("/api/v1/nodes").body().replaceFirst("\"tick\":\\d+", "\"tick\":0");
    String pretty =
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(body).toPrettyString() + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, pretty);
    }
    try (InputStream golden = Files.newInputStream(GOLDEN)) {
      assertThat(pretty).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aSilentNodeKeepsItsValues() throws Exception {
    server.clock.advance(10_001);
    JsonNode node = server.json("/api/v1/nodes").get("nodes").get(0);
    assertThat(node.get("state").textValue()).isEqualTo("silent");
    assertThat(node.get("load1m").doubleValue()).isEqualTo(1.23);
    assertThat(node.get("health").get("severity").textValue()).isEqualTo("unknown");
    agent.tick(server.clock.millis());
    assertThat(server.json("/api/v1/nodes").get("nodes").get(0).get("state").textValue())
        .isEqualTo("live");
  }

  @Test
  void podsAreSearchedSortedAndPaged() throws Exception {
    JsonNode first = server.json("/api/v1/pods?sort=-cpu&pageSize=2");
    assertThat(names(first)).containsExactly("pod-119", "pod-118");
    assertThat(first.get("matching").intValue()).isEqualTo(120);
    assertThat(names(server.json("/api/v1/pods?sort=-cpu&pageSize=2&page=2")))
        .containsExactly("pod-117", "pod-116");
    assertThat(names(server.json("/api/v1/pods?sort=cpu&pageSize=2&namespace=bank")))
        .containsExactly("pod-001", "pod-003");
    JsonNode found = server.json("/api/v1/pods?q=POD-01&sort=-name&pageSize=200");
    assertThat(found.get("matching").intValue()).isEqualTo(10);
    assertThat(names(found)).startsWith("pod-019").endsWith("pod-010");
    JsonNode past = server.json("/api/v1/pods?page=1000&pageSize=50");
    assertThat(past.get("page").intValue()).isEqualTo(3);
    assertThat(past.get("pods")).hasSize(20);
    assertThat(server.json("/api/v1/pods?node=other").get("matching").intValue()).isZero();
  }

  private static List<String> names(JsonNode pods) {
    List<String> names = new ArrayList<>();
    pods.get("pods").forEach(pod -> names.add(pod.get("name").textValue()));
    return names;
  }

  @Test
  void podsThatEndAreGone() throws Exception {
    agent.end(ContainerKind.KIND, "bank", "w", "pod-119", "main", "uid-119", "id-119", "", "");
    agent.tick(server.clock.advance(1000));
    assertThat(server.json("/api/v1/pods").get("total").intValue()).isEqualTo(119);
    assertThat(server.get("/api/v1/pods/bank/pod-119").statusCode()).isEqualTo(404);
  }

  @Test
  void nodeDetailHasAllColumnsWithUnits() throws Exception {
    JsonNode kinds = server.json("/api/v1/nodes/n1").get("kinds");
    JsonNode node = kinds.get("node");
    assertThat(node.get("columns").get("cpu_user_ms").get("unit").textValue()).isEqualTo("ms/s");
    assertThat(node.get("columns")).hasSize(NodeKind.KIND.columns().size());
    JsonNode values = node.get("entities").get(0).get("values");
    assertThat(values.get("cpu_user_ms").doubleValue()).isEqualTo(500);
    assertThat(values.get("load_1m").doubleValue()).isEqualTo(1.23);
    assertThat(values.get("swap_total").isNull()).isTrue();
    JsonNode net = kinds.get("node_net").get("entities").get(0);
    assertThat(net.get("labels").get("interface").textValue()).isEqualTo("eth0");
    assertThat(net.get("totals").get("rx_bytes").longValue()).isEqualTo(1_000);
  }

  @Test
  void seriesAsksTheHistoryAndSaysWhereFrom() throws Exception {
    server.storage.answer =
        query -> {
          double[][] lines = new double[query.lines().size()][query.points()];
          lines[0][0] = 1.5;
          lines[0][1] = Double.NaN;
          return Map.of("", lines);
        };
    JsonNode series =
        server.json(
            "/api/v1/series?kind=container&columns=cpu_usage_us,memory_current:max&pod=a%27b"
                + "&range=15m&points=60");
    assertThat(series.get("source").textValue()).isEqualTo("raw");
    JsonNode values = series.get("series").get(0).get("values").get("cpu_usage_us");
    assertThat(values.get(0).doubleValue()).isEqualTo(1.5);
    assertThat(values.get(1).isNull()).isTrue();
    assertThat(series.get("columns").get("memory_current").get("stat").textValue())
        .isEqualTo("max");
    SeriesQuery asked = server.storage.asked.get(0);
    assertThat(asked.where()).containsExactly(Map.entry("pod", "a'b"));
    assertThat(asked.points()).isLessThanOrEqualTo(60);
    assertThat(asked.fromSeconds() % asked.stepSeconds()).isZero();
  }

  @Test
  void aDatabaseThatFailsIs503InItsOwnWords() throws Exception {
    server.storage.failure = "Code: 159. Timeout exceeded";
    HttpResponse<String> failed = server.get("/api/v1/series?kind=node&columns=load_1m");
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.body()).isEqualTo("{\"error\":\"storage: Code: 159. Timeout exceeded\"}");
    server.storage.reason = "starting";
    assertThat(server.get("/api/v1/series?kind=node&columns=load_1m").body())
        .isEqualTo("{\"error\":\"storage: starting\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pods?sort=nothing|400|sort: nothing (expected: one of",
        "pods?page=0|400|page: 0 (expected: 1 to",
        "pods?page=99999999999999999999|400|page: 9999",
        "pods?pageSize=201|400|pageSize: 201 (expected: 1 to 200)",
        "pods?pageSize=-1|400|pageSize: -1",
        "pods?whatever=1|400|parameter: whatever (expected: one of",
        "pods?page=1&page=2|400|page: 2 (expected: given once)",
        "nodes/missing|404|node: missing",
        "pods/a/b|404|pod: a/b",
        "nothing|404|path: /api/v1/nothing",
        "nodes/a/b/c/d/e/f/g/h/i|404|path:",
        "series|400|kind:  (expected: one of",
        "series?kind=node|400|columns:",
        "series?kind=node&columns=x|400|columns: x",
        "series?kind=node&columns=cpu_user_ms:p99|400|columns: cpu_user_ms:p99",
        "series?kind=agent&columns=version|400|columns: version",
        "series?kind=node&columns=load_1m&range=9x|400|range: 9x (expected: 5m … 30d)",
        "series?kind=node&columns=load_1m&range=999999d|400|range: 999999d",
        "series?kind=node&columns=load_1m&from=5&to=4|400|from:",
        "series?kind=node&columns=load_1m&from=-9|400|from: -9 (expected: Unix seconds",
        "series?kind=node&columns=load_1m&from=0|400|from:",
        "series?kind=node&columns=load_1m&points=1|400|points: 1",
        "series?kind=node&columns=load_1m&by=pod|400|by: pod",
        "series?kind=node&columns=load_1m&pod=x|400|parameter: pod",
      })
  void wrongRequestsSayWhatWasExpected(String path, int status, String message) throws Exception {
    HttpResponse<String> answer = server.get("/api/v1/" + path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error =
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body()).get("error");
    assertThat(error.textValue()).startsWith(message);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
  }

  @Test
  void hostileTextIsOnlyText() throws Exception {
    for (String text :
        List.of("'%20OR%201=1--", "%3Cscript%3E", "%00", "%E2%80%AE", "a".repeat(900), "%F0%9F")) {
      assertThat(server.get("/api/v1/pods?q=" + text).statusCode()).as(text).isEqualTo(200);
      assertThat(server.get("/pods?q=" + text).statusCode()).as(text).isEqualTo(200);
      assertThat(server.get("/api/v1/nodes/" + text).statusCode()).as(text).isEqualTo(404);
    }
    assertThat(server.get("/api/v1/pods?q=" + "a".repeat(1_001)).statusCode()).isEqualTo(400);
    assertThat(server.get("/api/v1/pods?q=" + "a".repeat(9_000)).statusCode()).isIn(414, 431);
  }
}
