package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.aggregator.store.EventQuery;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.catalog.EventType;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events for pages and for programs. */
class EventReadsTest {
  private static final List<String> CART = List.of("shop", "cart", "cart-0", "app", "u-1", "c-1");

  private TestingServer server;
  private TestingAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    agent = new TestingAgent(server.live, "n1");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Event event(int second, EventType type, List<String> labels, String message) {
    return new Event(
        server.clock.millis() + second * 1000L, type, labels, message, Map.of("pid", "7"));
  }

  private List<String> recent(Subject.Kind kind, String id) {
    return server.data.recentEvents(new Subject(kind, id), 100).stream()
        .map(EventRow::message)
        .toList();
  }

  @Test
  void pagesHaveTheLatestOfTheirSubjectNewestFirst() throws Exception {
    agent.event(event(1, EventType.PROCESS_EXIT, CART, "first"));
    agent.event(event(3, EventType.OOM_KILL, CART, "third"));
    agent.event(event(2, EventType.PROCESS_EXIT, List.of(), "of the node"));
    agent.tick(server.clock.millis());
    TestingAgent other = new TestingAgent(server.live, "n2");
    other.event(event(2, EventType.PROCESS_EXIT, List.of("", "", "", "sshd", "", ""), "unit"));
    other.tick(server.clock.millis());
    assertThat(recent(Subject.Kind.NODE, "n1")).containsExactly("third", "of the node", "first");
    assertThat(recent(Subject.Kind.POD, "u-1")).containsExactly("third", "first");
    assertThat(recent(Subject.Kind.POD, "n2~sshd")).containsExactly("unit");
    assertThat(recent(Subject.Kind.NODE, "n3")).isEmpty();
    assertThat(server.get("/nodes/n1").body()).contains("of the node", "third");
  }

  @Test
  void aStormOfInformationPushesOutNoKill() throws Exception {
    agent.event(event(0, EventType.OOM_KILL, CART, "kill"));
    for (int i = 1; i <= 700; i++) {
      agent.event(event(i, EventType.PROCESS_EXIT, List.of(), "exit " + i));
    }
    agent.tick(server.clock.millis());
    List<EventRow> all = server.data.recentEvents(new Subject(Subject.Kind.CLUSTER, ""), 10_000);
    assertThat(all).hasSize(501);
    assertThat(all.get(0).message()).isEqualTo("exit 700");
    assertThat(all.get(500).message()).isEqualTo("kill");
  }

  @Test
  void theApiAnswersStoredEvents() throws Exception {
    Event kill = new Event(1_700_000_000_123L, EventType.OOM_KILL, CART, "<b>", Map.of("a", "1"));
    server.storage.page =
        new EventHistory.Page(List.of(EventHistory.Stored.of("n1", "kernel", kill)), 61, 70);
    JsonNode answer =
        server.json(
            "/api/v1/events?q=x%25&type=oom_kill&severity=warning&namespace=shop&node=n1&pod=u-1"
                + "&from=1699999000&to=2023-11-14T23:00:00Z&page=2&pageSize=20");
    assertThat(answer.get("page").asInt()).isEqualTo(2);
    assertThat(answer.get("matching").asInt()).isEqualTo(61);
    assertThat(answer.get("total").asInt()).isEqualTo(70);
    assertThat(answer.get("events").get(0).toString())
        .isEqualTo(
            "{\"time\":\"2023-11-14T22:13:20.123Z\",\"type\":\"oom_kill\","
                + "\"severity\":\"critical\",\"source\":\"kernel\",\"node\":\"n1\","
                + "\"namespace\":\"shop\",\"workload\":\"cart\",\"pod\":\"cart-0\","
                + "\"container\":\"app\",\"podUid\":\"u-1\",\"message\":\"<b>\","
                + "\"attributes\":{\"a\":\"1\"}}");
    assertThat(server.storage.askedEvents.get(0))
        .isEqualTo(
            new EventQuery(
                1_699_999_000_000L,
                Instant.parse("2023-11-14T23:00:00Z").toEpochMilli(),
                Map.of("type", "oom_kill", "namespace", "shop", "node", "n1", "pod_uid", "u-1"),
                "x%",
                EventSeverity.WARNING,
                20,
                20));
  }

  @Test
  void aPagePastTheLastOneAnswersTheLast() throws Exception {
    server.storage.page = new EventHistory.Page(List.of(), 61, 61);
    assertThat(server.json("/api/v1/events?page=1000000").get("page").asInt()).isEqualTo(2);
    assertThat(server.storage.askedEvents.get(1).offset()).isEqualTo(50);
  }

  @Test
  void whatIsWrongOrAwayIsSaid() throws Exception {
    assertThat(server.get("/api/v1/events?severity=bad").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/v1/events?kind=x").statusCode()).isEqualTo(400);
    assertThat(server.get("/api/v1/events?from=2&to=1").statusCode()).isEqualTo(400);
    server.storage.failure = "Code: 241. <memory>";
    assertThat(server.get("/api/v1/events").statusCode()).isEqualTo(503);
    assertThat(server.get("/events").body())
        .contains("Events cannot be read", "Code: 241. &lt;memory");
    server.storage.reason = "starting";
    assertThat(server.get("/events").body()).contains("Events cannot be read");
  }
}
