package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.catalog.EdgeKind;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.MapBox;
import dev.nodecast.web.read.MapLine;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of kind edge, from ticks of two nodes to the map, its JSON and a service's callers. */
final class MapTest {
  private static final String[] WEB = {"workload", "shop", "web", "web"};
  private static final String[] CART = {"workload", "shop", "cart", "cart"};
  private static final String[] REDIS = {"workload", "data", "", "redis-server"};
  private static final String[] NET = {"outside", "", "", "~internet"};
  private static final String[] BANK = {"outside", "", "", "<b>bank"};
  private static final String CART_KEY = "workload:shop:cart";
  private static final int FAST = Histogram.bucket(1_000);
  private static final int SLOW = Histogram.bucket(1_000_000);

  private TestingServer server;
  private TestingAgent first;
  private TestingAgent second;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    first = new TestingAgent(server.live, "n1");
    second = new TestingAgent(server.live, "n2");
    edge(first, NET, WEB, "http1", "server", 200, 0, FAST);
    edge(first, WEB, CART, "http1", "client", 90, 0, FAST);
    edge(second, WEB, CART, "http1", "server", 100, 10, SLOW);
    edge(second, CART, REDIS, "redis", "client", 300, 0, FAST);
    edge(second, CART, BANK, "http2", "client", 4, 0, FAST);
    first
        .of(
            ServiceKind.KIND,
            "shop",
            "cart",
            "cart-1",
            "app",
            "uid-1",
            "c1",
            "cart",
            "server",
            "http1",
            "GET",
            "/",
            "200")
        .counter(ServiceKind.REQUESTS, 100)
        .counter(ServiceKind.ERRORS, 0)
        .bucket(ServiceKind.DURATION, FAST, 100);
    tick();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void tick() throws Exception {
    first.tick(server.clock.millis());
    second.tick(server.clock.millis());
    server.data.pictures.now();
  }

  private static TestingAgent.Values edge(
      TestingAgent agent,
      String[] from,
      String[] to,
      String protocol,
      String seenBy,
      long requests,
      long errors,
      int bucket) {
    return agent
        .of(EdgeKind.KIND, labels(from, to, protocol, seenBy))
        .counter(EdgeKind.REQUESTS, requests)
        .counter(EdgeKind.ERRORS, errors)
        .bucket(EdgeKind.DURATION, bucket, requests)
        .counter(EdgeKind.REQUEST_BYTES, requests * 10)
        .counter(EdgeKind.RESPONSE_BYTES, requests * 100);
  }

  private static String[] labels(String[] from, String[] to, String protocol, String seenBy) {
    return new String[] {
      from[0], from[1], from[2], from[3], to[0], to[1], to[2], to[3], protocol, seenBy
    };
  }

  private ServiceMap map(String focus, int hops, String namespace, String protocol, String search) {
    return server.data.map(
        new MapQuery(
            new RowQuery(search, Sort.HEALTH, true, 0, 50, "", "", Severity.OK, Order.NONE)
                .withScope(new Scope(namespace, protocol, "")),
            focus,
            hops));
  }

  private ServiceMap map() {
    return map("", 1, "", "", "");
  }

  private static Map<String, MapBox> boxes(ServiceMap map) {
    Map<String, MapBox> boxes = new HashMap<>();
    map.boxes().forEach(box -> boxes.put(box.end().name(), box));
    return boxes;
  }

  private static CallRow call(ServiceMap map, String from, String to) {
    return map.calls().rows().stream()
        .filter(row -> row.from().name().equals(from) && row.to().name().equals(to))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theServersFiguresCountWhereItIsWatchedElseTheClients() {
    ServiceMap map = map();
    CallRow both = call(map, "web", "cart");
    assertThat(both.seenByServer()).isTrue();
    assertThat(both.signals().requestsPerSecond()).as("never both").isEqualTo(100);
    assertThat(both.signals().errorShare()).isCloseTo(0.1, within(1e-9));
    assertThat(both.signals().p50Seconds()).isEqualTo(Histogram.middle(SLOW) / 1e6);
    assertThat(both.health().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(both.requestBytesPerSecond()).isEqualTo(1000);
    assertThat(both.responseBytesPerSecond()).isEqualTo(10_000);
    CallRow client = call(map, "cart", "redis-server");
    assertThat(client.seenByServer()).isFalse();
    assertThat(client.signals().requestsPerSecond()).isEqualTo(300);
    assertThat(map.calls().rows().get(0)).as("unhealthy first").isEqualTo(both);
    assertThat(map.calls().matching()).isEqualTo(4);
  }

  @Test
  void whereTheServersNodeIsSilentTheClientsFiguresCount() throws Exception {
    for (int second = 0; second < 30; second++) {
      server.clock.advance(1000);
      first.tick(server.clock.millis());
    }
    server.data.pictures.now();
    ServiceMap map = map();
    assertThat(call(map, "web", "cart").seenByServer()).isFalse();
    assertThat(call(map, "web", "cart").signals().requestsPerSecond()).isEqualTo(90);
    CallRow silent = call(map, "cart", "redis-server");
    assertThat(silent.health().severity()).isEqualTo(Severity.UNKNOWN);
    assertThat(silent.signals().requestsPerSecond()).isNaN();
  }

  @Test
  void theShareOfErrorsIsThatOfTheLastSeconds() throws Exception {
    for (int second = 0; second < 12; second++) {
      server.clock.advance(1000);
      tick();
    }
    assertThat(call(map(), "web", "cart").signals().errorShare()).isCloseTo(0.1, within(1e-9));
    second.of(EdgeKind.KIND, labels(WEB, CART, "http1", "server")).counter(EdgeKind.ERRORS, 120, 0);
    for (int second = 0; second < 12; second++) {
      server.clock.advance(1000);
      tick();
    }
    assertThat(call(map(), "web", "cart").signals().errorShare()).isZero();
  }

  @Test
  void boxesStandInTheDirectionOfCallsWithTheFiguresOfTheirServices() {
    ServiceMap map = map();
    Map<String, MapBox> boxes = boxes(map);
    assertThat(boxes.get("internet").column()).isZero();
    assertThat(boxes.get("internet").answers()).isFalse();
    assertThat(boxes.get("internet").signals().requestsPerSecond()).isEqualTo(200);
    assertThat(boxes.get("web").column()).isEqualTo(1);
    MapBox cart = boxes.get("cart");
    assertThat(cart.column()).isEqualTo(2);
    assertThat(cart.end().service()).isEqualTo("server:shop:cart");
    assertThat(cart.health().severity()).as("as its own page says").isEqualTo(Severity.OK);
    assertThat(cart.callers()).isEqualTo(1);
    assertThat(cart.callees()).isEqualTo(2);
    assertThat(boxes.get("redis-server").column()).isEqualTo(3);
    assertThat(boxes.get("redis-server").signals().requestsPerSecond()).isEqualTo(300);
    assertThat(boxes.get("<b>bank").column()).as("outside at the border").isEqualTo(4);
    assertThat(map.callersOutside()).isTrue();
    assertThat(map.calleesOutside()).isTrue();
    MapLine line =
        map.lines().stream()
            .filter(one -> map.boxes().get(one.to()).equals(cart))
            .findFirst()
            .orElseThrow();
    assertThat(line.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(line.protocols()).containsExactly("http1");
  }

  @Test
  void whatCallsItselfHasALineAndKeepsItsPlace() throws Exception {
    Map<String, MapBox> before = boxes(map());
    edge(second, CART, CART, "grpc", "client", 100, 100, FAST);
    edge(second, CART, CART, "http1", "server", 50, 0, FAST);
    tick();
    ServiceMap map = map();
    List<MapLine> loops = map.lines().stream().filter(one -> one.from() == one.to()).toList();
    assertThat(loops).hasSize(1);
    MapLine loop = loops.get(0);
    assertThat(map.boxes().get(loop.from()).end().name()).isEqualTo("cart");
    assertThat(loop.protocols()).containsExactly("grpc", "http1");
    assertThat(loop.signals().requestsPerSecond()).isEqualTo(150);
    assertThat(loop.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(map.lines()).hasSize(5);
    MapBox cart = boxes(map).get("cart");
    assertThat(cart.callers()).as("others alone").isEqualTo(1);
    assertThat(cart.column()).isEqualTo(before.get("cart").column());
    assertThat(cart.row()).isEqualTo(before.get("cart").row());
  }

  @Test
  void aFocusHasItsNeighboursAndMoreHopsMore() {
    assertThat(boxes(map(CART_KEY, 1, "", "", "")).keySet())
        .containsExactlyInAnyOrder("web", "cart", "redis-server", "<b>bank");
    assertThat(boxes(map(CART_KEY, 2, "", "", "")).keySet()).contains("internet").hasSize(5);
    ServiceMap redis = map("workload:data:redis-server", 2, "", "", "");
    assertThat(boxes(redis).keySet()).as("not what else its callers call").hasSize(3);
    assertThat(redis.focus().map(CallEnd::name)).contains("redis-server");
    assertThat(map("nobody", 1, "", "", "").boxes()).isEmpty();
    assertThat(map("nobody", 1, "", "", "").focus()).isEmpty();
  }

  @Test
  void callsAreFilteredByNamespaceProtocolAndSearch() {
    assertThat(boxes(map("", 1, "data", "", "")).keySet())
        .containsExactlyInAnyOrder("cart", "redis-server");
    assertThat(map("", 1, "", "redis", "").lines()).hasSize(1);
    assertThat(boxes(map("", 1, "", "", "BaNk")).keySet())
        .containsExactlyInAnyOrder("cart", "<b>bank");
    ServiceMap none = map("", 1, "", "gopher", "");
    assertThat(none.boxes()).isEmpty();
    assertThat(none.services()).isEqualTo(5);
    assertThat(none.protocols()).containsExactly("http1", "http2", "redis");
    assertThat(none.namespaces()).containsExactly("data", "shop");
  }

  @Test
  void placesHoldWhileRatesChangeAndOthersCome() throws Exception {
    Map<String, MapBox> before = boxes(map());
    edge(
        first, WEB, new String[] {"workload", "shop", "aaa", "aaa"}, "http1", "client", 5, 0, FAST);
    edge(second, CART, REDIS, "redis", "client", 90_000, 0, SLOW);
    server.clock.advance(1000);
    tick();
    Map<String, MapBox> after = boxes(map());
    assertThat(after).containsKey("aaa");
    before.forEach(
        (name, box) -> {
          assertThat(after.get(name).column()).as(name).isEqualTo(box.column());
          assertThat(after.get(name).row()).as(name).isEqualTo(box.row());
        });
  }

  @Test
  void aThousandServicesAreCutToThoseWithMostCalls() throws Exception {
    for (int i = 0; i < 1000; i++) {
      String[] one = {"workload", "many", String.format("s%04d", i), ""};
      edge(first, one, CART, "http1", "client", 1, 0, FAST);
    }
    tick();
    ServiceMap map = map();
    assertThat(map.boxes()).hasSize(ServiceMap.MOST_BOXES);
    assertThat(map.undrawn()).isEqualTo(1005 - ServiceMap.MOST_BOXES);
    assertThat(boxes(map)).containsKeys("cart", "web", "s0000");
    assertThat(map.calls().matching()).isEqualTo(1004);
  }

  @Test
  void jsonAndPagesShowTheSameAndNamesAreText() throws Exception {
    JsonNode json = server.json("/api/v1/map");
    assertThat(json.get("services")).hasSize(5);
    assertThat(json.get("calls").get(0).get("from").get("key").textValue())
        .isEqualTo("workload:shop:web");
    assertThat(json.get("calls").get(0).get("seenBy").textValue()).isEqualTo("server");
    assertThat(json.get("calls").get(0).get("errorPercent").doubleValue())
        .isCloseTo(10, within(1e-9));
    assertThat(server.json("/api/v1/map?focus=" + CART_KEY).get("services")).hasSize(4);
    assertThat(server.get("/api/v1/map?focus=gone").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/map?hops=9").statusCode()).isEqualTo(400);
    String page = server.get("/map").body();
    assertThat(page)
        .contains("cart", "redis-server", "&lt;b&gt;bank", "focus=workload:shop:cart")
        .doesNotContain("<b>bank");
    String bank = URLEncoder.encode("to-outside::<b>bank", StandardCharsets.UTF_8);
    assertThat(server.get("/map?focus=" + bank).body())
        .contains("Around <b>&lt;b&gt;bank</b>")
        .doesNotContain("<b>bank");
    JsonNode cart = server.json("/api/v1/services/server:shop:cart");
    assertThat(cart.get("callersTotal").intValue()).isEqualTo(1);
    assertThat(cart.get("callers").get(0).get("from").get("name").textValue()).isEqualTo("web");
    assertThat(cart.get("callees").get(0).get("to").get("name").textValue())
        .as("most requests first")
        .isEqualTo("redis-server");
    assertThat(server.get("/services/server:shop:cart").body())
        .contains("Called by", "redis-server", "&lt;b&gt;bank");
  }

  @Test
  void aNameOfBothDirectionsIsAtBothBorders() throws Exception {
    edge(second, CART, NET, "http1", "client", 1, 0, FAST);
    tick();
    List<MapBox> internet =
        map().boxes().stream().filter(box -> box.end().name().equals("internet")).toList();
    assertThat(internet).extracting(MapBox::column).containsExactlyInAnyOrder(0, 4);
  }
}
