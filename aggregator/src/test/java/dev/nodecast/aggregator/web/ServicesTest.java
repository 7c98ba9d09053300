package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.catalog.AgentCollectorKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.EndpointRow;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of kind service, from ticks of two nodes to pages and JSON. */
final class ServicesTest {
  private static final String[] CART_1 = {"shop", "cart", "cart-1", "app", "uid-1", "c1", "basket"};
  private static final String[] CART_2 = {"shop", "cart", "cart-2", "app", "uid-2", "c2", "basket"};
  private static final String[] NGINX = {"", "", "", "nginx.service", "", "/nginx", "nginx"};
  private static final String[] CURL = {"", "", "", "~host", "", "", "<b>curl"};
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
    first.of(AgentCollectorKind.KIND, "service").text(AgentCollectorKind.OUTCOME, "ok");
    second.of(AgentCollectorKind.KIND, "service").text(AgentCollectorKind.OUTCOME, "ok");
    pod(first, CART_1, 2000);
    pod(second, CART_2, 2000);
    row(first, CART_1, 90, 0, FAST, "server", "http1", "GET", "/items/{id}", "200");
    row(first, CART_1, 6, 6, SLOW, "server", "http1", "GET", "/items/{id}", "500");
    row(second, CART_2, 4, 0, SLOW, "server", "http1", "GET", "/items/{id}", "200");
    row(second, CART_2, 20, 0, FAST, "server", "http2", "shop.Cart/Add", "", "OK");
    row(second, CART_2, 7, 0, FAST, "client", "postgresql", "SELECT", "items", "");
    row(first, NGINX, 2, 1, FAST, "server", "http1", "GET", "/", "404");
    row(first, CURL, 2, 0, FAST, "client", "http1", "GET", "/", "200");
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

  private static void pod(TestingAgent agent, String[] labels, long limit) {
    String[] container = Arrays.copyOf(labels, 8);
    container[6] = "containerd";
    container[7] = "";
    agent
        .of(ContainerKind.KIND, container)
        .counter(ContainerKind.CPU_USAGE, 500_000)
        .gauge(ContainerKind.CPU_LIMIT, limit);
  }

  private static void row(
      TestingAgent agent, String[] of, long requests, long errors, int bucket, String... request) {
    String[] labels = Arrays.copyOf(of, of.length + request.length);
    System.arraycopy(request, 0, labels, of.length, request.length);
    agent
        .of(ServiceKind.KIND, labels)
        .counter(ServiceKind.REQUESTS, requests)
        .counter(ServiceKind.ERRORS, errors)
        .bucket(ServiceKind.DURATION, bucket, requests);
  }

  private Services list(String search, Sort sort, String namespace, String protocol) {
    return server.data.services(
        new RowQuery(search, sort, true, 0, 50, "", "", Severity.OK, Order.NONE)
            .withScope(new Scope(namespace, protocol, "")));
  }

  private static List<String> names(Services of) {
    return of.rows().rows().stream().map(ServiceRow::name).toList();
  }

  @Test
  void aServiceIsTheSumOfItsPodsOnAllNodes() {
    Services all = list("", Sort.HEALTH, "", "");
    assertThat(names(all)).containsExactly("basket", "nginx", "<b>curl");
    ServiceRow cart = all.rows().rows().get(0);
    assertThat(cart.protocols()).containsExactly("http1", "http2");
    assertThat(cart.signals().requestsPerSecond()).isEqualTo(120);
    assertThat(cart.signals().errorsPerSecond()).isEqualTo(6);
    assertThat(cart.signals().errorShare()).isCloseTo(0.05, within(1e-9));
    assertThat(cart.signals().p50Seconds()).isEqualTo(Histogram.middle(FAST) / 1e6);
    // 10 of 120 are slow: merged, not a mean of pods.
    assertThat(cart.signals().p95Seconds()).isEqualTo(Histogram.middle(SLOW) / 1e6);
    assertThat(cart.health().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(cart.health().text()).contains("5.0");
    assertThat(cart.endpoints()).isEqualTo(2);
    assertThat(cart.pods()).isEqualTo(2);
    // Half of nginx's requests failed, but there were only two.
    assertThat(all.rows().rows().get(1).health().severity()).isEqualTo(Severity.OK);
    assertThat(all.all().requestsPerSecond()).as("servers only").isEqualTo(122);
    assertThat(all.protocols()).containsExactly("http1", "http2", "postgresql");
    assertThat(all.counts().critical()).isEqualTo(1);
    assertThat(all.offNodes()).isZero();
  }

  @Test
  void onlyClientsOfNoServiceOfTheirOwnAreListedAsClients() {
    Services all = list("", Sort.NAME, "", "");
    assertThat(all.rows().rows().stream().filter(row -> !row.server()).map(ServiceRow::key))
        .containsExactly("client::<b>curl");
    ServiceDetail cart = server.data.service("server:shop:basket").orElseThrow();
    assertThat(cart.made()).hasSize(1);
    assertThat(cart.made().get(0).target()).isEqualTo("items");
    assertThat(cart.made().get(0).signals().requestsPerSecond()).isEqualTo(7);
    assertThat(server.data.service("client:shop:basket")).isEmpty();
  }

  @Test
  void listsAreSearchedFilteredAndSorted() {
    assertThat(names(list("", Sort.RATE, "", ""))).startsWith("basket");
    assertThat(names(list("BaS", Sort.HEALTH, "", ""))).containsExactly("basket");
    assertThat(names(list("", Sort.HEALTH, "shop", ""))).containsExactly("basket");
    assertThat(names(list("", Sort.HEALTH, "", "http2"))).containsExactly("basket");
    assertThat(names(list("", Sort.HEALTH, "", "gopher"))).isEmpty();
    assertThat(list("nothing", Sort.HEALTH, "", "").rows().total()).isEqualTo(3);
    assertThat(names(list("", Sort.CPU, "", ""))).startsWith("basket");
    assertThat(list("", Sort.CPU, "", "").rows().rows().get(1).saturation().share()).isNaN();
  }

  @Test
  void oneServiceHasItsEndpointsErrorsAndSaturation() {
    ServiceDetail cart = server.data.service("server:shop:basket").orElseThrow();
    EndpointRow items = cart.served().get(0);
    assertThat(items.target()).isEqualTo("/items/{id}");
    assertThat(items.signals().requestsPerSecond()).isEqualTo(100);
    assertThat(items.failures()).containsExactly(new EndpointRow.Failure("500", 6));
    assertThat(cart.served().get(1).operation()).isEqualTo("shop.Cart/Add");
    assertThat(cart.served().get(1).failures()).isEmpty();
    assertThat(cart.row().saturation().cpuCores()).isEqualTo(1);
    assertThat(cart.row().saturation().limitCores()).isEqualTo(4);
    assertThat(cart.row().saturation().share()).isEqualTo(0.25);
    assertThat(cart.pods()).hasSize(2);
  }

  @Test
  void aPictureIsAsOldAsTheLiveStateAndCurvesHaveItsWindows() throws Exception {
    for (int second = 0; second < 12; second++) {
      server.clock.advance(1000);
      tick();
    }
    ServiceRow cart = list("", Sort.NAME, "shop", "").rows().rows().get(0);
    float[] requests = cart.sparks().requests();
    assertThat(requests[requests.length - 1]).isEqualTo(120);
    assertThat(cart.sparks().errors()[requests.length - 1]).isEqualTo(6);
    assertThat((double) cart.sparks().p99()[requests.length - 1])
        .isCloseTo(Histogram.middle(SLOW) / 1e6, within(1e-3));
  }

  @Test
  void nodesThatSeeNoRequestsSayWhy() throws Exception {
    second
        .of(AgentCollectorKind.KIND, "service")
        .text(AgentCollectorKind.OUTCOME, "switched off by <b>");
    tick();
    Services all = list("", Sort.NAME, "", "");
    assertThat(all.offNodes()).isEqualTo(1);
    assertThat(all.off().get(0).what()).isEqualTo("n2");
    assertThat(all.off().get(0).why()).isEqualTo("switched off by <b>");
  }

  @Test
  void jsonAndPagesShowTheSame() throws Exception {
    JsonNode list = server.json("/api/v1/services?protocol=http1&sort=-rate");
    assertThat(list.get("matching").intValue()).isEqualTo(3);
    assertThat(list.get("all").get("requestsPerSecond").doubleValue()).isEqualTo(122);
    JsonNode cart = list.get("services").get(0);
    assertThat(cart.get("key").textValue()).isEqualTo("server:shop:basket");
    assertThat(cart.get("errorPercent").doubleValue()).isCloseTo(5, within(1e-9));
    JsonNode one = server.json("/api/v1/services/server:shop:basket");
    assertThat(one.get("served").get(0).get("failures").get(0).get("status").textValue())
        .isEqualTo("500");
    assertThat(one.get("made").get(0).get("operation").textValue()).isEqualTo("SELECT");
    assertThat(server.get("/api/v1/services/gone").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/services?sort=-shoesize").statusCode()).isEqualTo(400);
    assertThat(server.get("/services").body())
        .contains("basket", "nginx", "client only", "&lt;b&gt;curl")
        .doesNotContain("<b>curl");
    assertThat(server.get("/services/client::%3Cb%3Ecurl").body())
        .contains("&lt;b&gt;curl")
        .doesNotContain("<b>curl");
    assertThat(server.get("/services/server:shop:basket").body())
        .contains("/items/{id}", "shop.Cart/Add", "cart-1", "cart-2");
  }
}
