package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.store.SpanHistory;
import dev.nodecast.aggregator.store.SpanQuery;
import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans of a service as JSON: the newest out of memory, those of a time out of the store. */
final class SpansApiTest {
  private static final String CART = "/api/v1/services/server:shop:cart/spans";
  private static final String HOSTILE = "<b>'\"&\u0000";

  private TestingServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Span span(long startUs) {
    List<String> labels = new ArrayList<>(Collections.nCopies(SpanKind.KIND.labels().size(), ""));
    List<String> names = SpanKind.KIND.labels();
    labels.set(names.indexOf("namespace"), "shop");
    labels.set(names.indexOf("service"), "cart");
    labels.set(names.indexOf("pod_uid"), "u-1");
    labels.set(names.indexOf("role"), "server");
    labels.set(names.indexOf("target"), HOSTILE);
    return new Span(labels, startUs, 1_500, true, "10.0.0.9", 4711, 0xabcL, 0, 0xdefL, 0x7L);
  }

  @Test
  void theNewestAreInMemory() throws Exception {
    TestingAgent agent = new TestingAgent(server.live, "n1");
    long now = server.clock.millis();
    for (int i = 0; i < 30; i++) {
      agent.span(span((now - 1000 + i) * 1000));
    }
    agent.tick(now);
    JsonNode spans = server.json(CART).get("spans");
    assertThat(spans).hasSize(20);
    JsonNode newest = spans.get(0);
    assertThat(newest.get("durationSeconds").asDouble()).isEqualTo(0.0015);
    assertThat(newest.get("node").asText()).isEqualTo("n1");
    assertThat(newest.get("podUid").asText()).isEqualTo("u-1");
    assertThat(newest.get("container").isNull()).isTrue();
    assertThat(newest.get("target").asText()).isEqualTo(HOSTILE);
    assertThat(newest.get("error").asBoolean()).isTrue();
    assertThat(newest.get("peerAddress").asText()).isEqualTo("10.0.0.9");
    assertThat(newest.get("peerPort").asInt()).isEqualTo(4711);
    assertThat(newest.get("traceId").asText()).isEqualTo("0000000000000abc0000000000000000");
    assertThat(newest.get("spanId").asText()).isEqualTo("0000000000000def");
    assertThat(newest.get("parentSpanId").asText()).isEqualTo("0000000000000007");
    assertThat(server.json(CART + "?limit=3").get("spans")).hasSize(3);
    assertThat(server.json("/api/v1/services/server:shop:other/spans").get("spans")).isEmpty();
    assertThat(server.storage.askedSpans).isEmpty();
  }

  @Test
  void theSlowestOfATimeAreAskedOfTheStore() throws Exception {
    server.storage.spans = List.of(new SpanHistory.Stored("n7", span(1_000_000)));
    JsonNode spans = server.json(CART + "?sort=-duration&limit=10").get("spans");
    assertThat(spans).hasSize(1);
    assertThat(spans.get(0).get("time").asText()).startsWith("1970-01-01T00:00:01");
    long now = server.clock.millis();
    Map<String, String> cart = Map.of("role", "server", "namespace", "shop", "service", "cart");
    assertThat(server.storage.askedSpans)
        .containsExactly(new SpanQuery(now - 900_000, now, cart, true, false, 10));
    server.json(CART + "?sort=-time&from=100&to=200&errors=true");
    assertThat(server.storage.askedSpans.get(1))
        .isEqualTo(new SpanQuery(100_000, 200_000, cart, false, true, 50));
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(server.get(CART + "?sort=shoesize").statusCode()).isEqualTo(400);
    assertThat(server.get(CART + "?from=200&to=100").body()).contains("from before to");
    assertThat(server.get(CART + "?limit=1000").statusCode()).isEqualTo(400);
    assertThat(server.get(CART + "?colour=red").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/v1/services/a:b:c/others").statusCode()).isEqualTo(404);
    server.storage.failure = "code 241: memory";
    assertThat(server.get(CART + "?sort=-duration").body()).contains("code 241: memory");
    assertThat(server.get(CART + "?sort=-duration").statusCode()).isEqualTo(503);
  }
}
