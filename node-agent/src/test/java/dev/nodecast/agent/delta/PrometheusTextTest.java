package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.self.Exposition;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.ServiceMetric;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histograms as Prometheus wants them: cumulative, with all that came in earlier ticks. */
class PrometheusTextTest {
  private static final String NAME = "nodecast_container_kernel_run_queue_latency_us";
  private static final String LABELS =
      "node=\"n\",namespace=\"\",workload=\"\",pod=\"\",container=\"c\",pod_uid=\"\",container_id=\"\"";

  private static final String[] WEB = {
    "shop", "checkout", "checkout-1", "app", "uid-1", "c1", "checkout", "server"
  };
  private static final String[] HOST = {"", "", "", "~host", "", "", "psql", "client"};

  /** Of {@link #WEB}. */
  private static final String POD =
      "service_name=\"checkout\",service_namespace=\"shop\",k8s_node_name=\"n\","
          + "k8s_namespace_name=\"shop\",k8s_owner_name=\"checkout\",k8s_pod_name=\"checkout-1\","
          + "k8s_pod_uid=\"uid-1\",k8s_container_name=\"app\",container_id=\"c1\",";

  private final Samples samples = new Samples(Catalog.KINDS, 40, Earlier.none());
  private final Map<List<String>, Entity> known = new HashMap<>();
  private final TickEncoder encoder = new TickEncoder();

  @Test
  void bucketsAreCumulativeOverTicks() {
    samples.keepHistogramTotals();
    Entity entity = samples.define(ContainerKernelKind.KIND, "", "", "", "c", "", "");
    for (long value : new long[] {0, 1, 4, 5, 16, 1 << 30}) {
      samples.observe(entity, ContainerKernelKind.RUN_QUEUE_LATENCY, value);
      encode();
    }
    List<String> lines = text().lines().filter(line -> line.startsWith(NAME)).toList();
    assertThat(lines)
        .contains(
            bucket("1", 1), // 0; a 1 is in (1, 1.09]
            bucket("4", 3),
            bucket("16", 5),
            bucket("16777216", 5),
            bucket("+Inf", 6),
            NAME + "_count{" + LABELS + "} 6")
        .anyMatch(line -> line.startsWith(NAME + "_sum{"));
  }

  @Test
  void withoutScrapersNothingIsKept() {
    Entity entity = samples.define(ContainerKernelKind.KIND, "", "", "", "c", "", "");
    samples.observe(entity, ContainerKernelKind.RUN_QUEUE_LATENCY, 5);
    encode();
    assertThat(text()).doesNotContain(NAME);
  }

  @Test
  void durationsOfRequestsHaveTheNamesOfOpenTelemetry() {
    samples.keepHistogramTotals();
    observe(4_000, WEB, "http1", "GET", "/items/{id}", "200");
    observe(80_000, WEB, "http1", "GET", "/items/{id}", "200");
    observe(3_000, WEB, "http2", "GET", "/items/{id}", "500");
    observe(20_000_000, WEB, "http2", "shop.Orders/Place", "", "OK");
    observe(700, HOST, "postgresql", "SELECT", "orders", "");
    observe(700, HOST, "kafka", "produce", "orders", "NONE");
    observe(700, HOST, "kafka", "process", "orders", "NONE");
    observe(700, WEB, "kafka", "produce", "orders", "NONE");
    String text = text();
    String http = "http_server_request_duration_seconds";
    String get =
        POD
            + "network_protocol_version=\"1.1\",url_scheme=\"http\",http_request_method=\"GET\","
            + "http_route=\"/items/{id}\",http_response_status_code=\"200\"";
    assertThat(text.lines())
        .contains(
            "# TYPE " + http + " histogram",
            http + "_bucket{" + get + ",le=\"0.005\"} 1",
            http + "_bucket{" + get + ",le=\"0.075\"} 1",
            http + "_bucket{" + get + ",le=\"0.1\"} 2",
            http + "_bucket{" + get + ",le=\"+Inf\"} 2",
            http + "_count{" + get + "} 2",
            "rpc_server_call_duration_seconds_bucket{"
                + POD
                + "rpc_system_name=\"grpc\",rpc_method=\"shop.Orders/Place\","
                + "rpc_status_code=\"OK\",le=\"10.0\"} 0",
            "db_client_operation_duration_seconds_bucket{service_name=\"psql\",host_name=\"n\","
                + "container_name=\"~host\",db_system_name=\"postgresql\","
                + "db_system=\"postgresql\",db_operation_name=\"SELECT\","
                + "db_collection_name=\"orders\",le=\"0.001\"} 1",
            "messaging_process_duration_seconds_count{service_name=\"psql\",host_name=\"n\","
                + "container_name=\"~host\",messaging_system=\"kafka\","
                + "messaging_operation_type=\"process\",messaging_operation_name=\"process\","
                + "messaging_destination_name=\"orders\"} 1")
        .anyMatch(
            line ->
                line.startsWith(http + "_count")
                    && line.contains("status_code=\"500\",error_type=\"500\"}"));
    assertThat(text.lines().filter(line -> line.contains("_duration_seconds")))
        .doesNotHaveDuplicates();
    assertThat(text.lines().filter(("# TYPE " + http + " histogram")::equals)).hasSize(1);
    // A broker's own side has no name there.
    assertThat(text.lines().filter(line -> line.startsWith("messaging_") && line.contains("shop")))
        .isEmpty();
  }

  @Test
  void onlyWhatIsAskedForIsShown() {
    samples.keepHistogramTotals();
    Entity container = samples.define(ContainerKernelKind.KIND, "", "", "", "c", "", "");
    samples.set(container, ContainerKernelKind.FORKS, 1);
    samples.set(samples.define(NodeKind.KIND), NodeKind.UPTIME_SECONDS, 1);
    observe(4_000, WEB, "http1", "GET", "/items/{id}", "200");
    observe(4_000, WEB, "http2", "shop.Orders/Place", "", "NOT_FOUND");
    assertThat(families(ScrapeScope.GOLDEN_SIGNALS))
        .containsExactlyInAnyOrder(
            "http_server_request_duration_seconds", "rpc_server_call_duration_seconds");
    assertThat(families(ScrapeScope.ALIASES)).containsExactly("rpc_server_duration_seconds");
    assertThat(text(ScrapeScope.ALIASES))
        .contains("rpc_service=\"shop.Orders\",rpc_grpc_status_code=\"5\"");
    assertThat(families(ScrapeScope.SIZES))
        .containsExactlyInAnyOrder(
            "http_server_request_body_size_bytes", "http_server_response_body_size_bytes");
    assertThat(text(ScrapeScope.SIZES).lines())
        .anyMatch(line -> line.contains("request_body_size") && line.endsWith("le=\"128\"} 0"))
        .anyMatch(line -> line.contains("request_body_size") && line.endsWith("le=\"256\"} 1"));
    assertThat(families(ScrapeScope.COUNTS))
        .contains("nodecast_service_requests_total")
        .allMatch(name -> name.startsWith("nodecast_service") || name.startsWith("nodecast_edge"));
    assertThat(families(ScrapeScope.HOST))
        .contains("nodecast_node_uptime_s")
        .allMatch(name -> name.startsWith("nodecast_node"));
    assertThat(families(ScrapeScope.CONTAINERS)).allMatch(name -> name.startsWith("nodecast_con"));
    assertThat(text()).doesNotContain("nodecast_service").contains("http_server", "node_uptime");
  }

  /** The seed's lists of what is stripped and what stays. */
  @Test
  void nothingOfHighCardinalityIsAnAttribute() {
    samples.keepHistogramTotals();
    for (ServiceMetric metric : ServiceMetric.ALL) {
      boolean grpc = metric.protocol().equals(ServiceMetric.GRPC);
      String operation = grpc ? "a.B/C" : metric.only().isEmpty() ? "X" : metric.only();
      String[] of = WEB.clone();
      of[7] = metric.role();
      observe(1, of, grpc ? "http2" : metric.protocol(), operation, "t", "INTERNAL");
    }
    String text = text(ScrapeScope.values());
    for (String dropped :
        List.of(
            "url.full",
            "url.path",
            "server.address",
            "server.port",
            "client.address",
            "client.port",
            "network.peer.address",
            "network.peer.port",
            "user_agent.original")) {
      assertThat(text).doesNotContain(dropped.replace('.', '_') + "=");
    }
    for (String kept :
        List.of(
            "http.request.method",
            "service.name",
            "service.namespace",
            "rpc.method",
            "rpc.service",
            "rpc.grpc.status_code",
            "db.system",
            "db.operation.name",
            "messaging.system",
            "messaging.destination.name",
            "error.type",
            "k8s.pod.name",
            "k8s.namespace.name")) {
      assertThat(text).contains(kept.replace('.', '_') + "=");
    }
  }

  @Test
  void rowsOfOneSetOfAttributesAreOneSeries() {
    samples.keepHistogramTotals();
    Entity one = define(WEB, false);
    Entity other = define(WEB, true);
    samples.observe(one, ServiceKind.DURATION, 4_000);
    samples.observe(other, ServiceKind.DURATION, 4_000);
    tick();
    List<String> counts = text().lines().filter(line -> line.contains("seconds_count")).toList();
    assertThat(counts).hasSize(1);
    assertThat(counts.get(0)).endsWith("} 2");
    assertThat(text()).as("asked again").contains(counts.get(0));
  }

  @Test
  void noTwoFamiliesOfTheCatalogHaveOneName() {
    List<String> names = new ArrayList<>();
    Catalog.KINDS.forEach(
        kind -> kind.columns().forEach(column -> names.add(PrometheusText.name(kind, column))));
    assertThat(names).doesNotHaveDuplicates().contains("nodecast_node_cpu_core_user_ms_total");
  }

  @Test
  void whetherAnAnswerIsAnErrorDependsOnWhoIsAsked() {
    assertThat(type("http1", "server", "GET", "404")).isEmpty();
    assertThat(type("http1", "client", "GET", "404")).isEqualTo("404");
    assertThat(type("http1", "server", "GET", "")).as("the second of two at once").isEmpty();
    ServiceMetric http = ServiceMetric.of("http1", "server", "GET").orElseThrow();
    assertThat(http.errorType("", true)).isEqualTo("_OTHER");
    assertThat(type("http2", "client", "GET", "CANCEL")).isEqualTo("CANCEL");
    assertThat(type("http2", "server", "a.B/C", "NOT_FOUND")).isEmpty();
    assertThat(type("http2", "client", "a.B/C", "NOT_FOUND")).isEqualTo("NOT_FOUND");
    assertThat(type("redis", "client", "GET", "MOVED")).isEmpty();
    assertThat(type("mysql", "server", "SELECT", "42S02")).isEqualTo("42S02");
    assertThat(type("kafka", "client", "produce", "NONE")).isEmpty();
    assertThat(type("dns", "client", "A", "NXDOMAIN")).isEqualTo("NXDOMAIN");
  }

  private static String type(String protocol, String role, String operation, String status) {
    return ServiceMetric.of(protocol, role, operation).orElseThrow().errorType(status, false);
  }

  private Entity define(String[] of, boolean named) {
    List<String> labels = new ArrayList<>(List.of(of));
    labels.addAll(List.of("http1", "GET", "/", "200"));
    return samples.define(ServiceKind.KIND, labels, named);
  }

  private List<String> families(ScrapeScope... scopes) {
    return text(scopes)
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", 4)[2])
        .toList();
  }

  private String text(ScrapeScope... scopes) {
    Set<ScrapeScope> asked = scopes.length == 0 ? ScrapeScope.DEFAULT : Set.of(scopes);
    return PrometheusText.of(samples, "n", asked, new Exposition()).toString();
  }

  /** OpenMetrics 1.0, of exemplars: in its bucket, of the sampled, the last. */
  @Test
  void bucketsHaveTheLastSpanThatWasSampled() {
    String[] web = {"shop", "checkout", "checkout-1", "app", "uid-1", "c1", "java", "server"};
    String[] get = {"http1", "GET", "/items/{id}", "200"};
    exemplar(1_000, 1, web, get); // before there is anybody who scrapes
    samples.keepHistogramTotals();
    exemplar(4_000, 2, web, get);
    exemplar(5_000, 0xabc, web, get);
    exemplar(5_001, 3, web, get);
    exemplar(20_000_000, 4, web, get);
    exemplar(20_000_000, 4, web, "kafka", "Produce", "orders", "");
    observe(4_000, web, get);
    String text = openMetrics();
    String name = "http_server_request_duration_seconds";
    List<String> buckets =
        text.lines()
            .filter(line -> line.startsWith(name + "_bucket{"))
            .map(line -> line.substring(line.indexOf("le=") + 3))
            .toList();
    assertThat(buckets)
        .hasSize(15)
        .startsWith(
            "\"0.005\"} 1 # {trace_id=\"00000000000000070000000000000abc\",span_id=\"0000000000000abc\"}"
                + " 0.005 1700000000.007",
            "\"0.01\"} 1 # {trace_id=\"00000000000000070000000000000003\",span_id=\"0000000000000003\"}"
                + " 0.005001 1700000000.007",
            "\"0.025\"} 1")
        .endsWith(
            "\"+Inf\"} 1 # {trace_id=\"00000000000000070000000000000004\",span_id=\"0000000000000004\"}"
                + " 20.0 1700000020.002");
    assertThat(text).endsWith("\n# EOF\n").contains("# TYPE nodecast_service_requests counter\n");
    assertThat(text.lines().filter(line -> line.contains(" # {"))).hasSize(3);
    assertThat(text.lines().filter(line -> line.startsWith("# TYPE "))).doesNotHaveDuplicates();
    assertThat(text(ScrapeScope.values()))
        .doesNotContain(" # {")
        .doesNotContain("# EOF")
        .contains("# TYPE nodecast_service_requests_total counter\n");
  }

  private String openMetrics() {
    Set<ScrapeScope> all = Set.of(ScrapeScope.values());
    return PrometheusText.of(samples, "n", all, new Exposition(true)).end();
  }

  private void exemplar(long micros, long id, String[] of, String... request) {
    List<String> labels = new ArrayList<>(List.of(of));
    labels.addAll(List.of(request));
    Entity entity = known.computeIfAbsent(labels, l -> samples.define(ServiceKind.KIND, l));
    samples.increase(entity, ServiceKind.REQUESTS, 1);
    samples.exemplar(
        entity, new Span(labels, 1_700_000_000_002_345L, micros, false, "", 0, 7, id, id, 0));
  }

  private void observe(long micros, String[] of, String... request) {
    List<String> labels = new ArrayList<>(List.of(of));
    labels.addAll(List.of(request));
    Entity entity = known.computeIfAbsent(labels, l -> samples.define(ServiceKind.KIND, l));
    samples.increase(entity, ServiceKind.REQUESTS, 1);
    samples.observe(entity, ServiceKind.DURATION, micros);
    samples.observe(entity, ServiceKind.REQUEST_SIZE, 200);
    samples.observe(entity, ServiceKind.RESPONSE_SIZE, 2_000);
    tick();
  }

  private void tick() {
    samples.collected(ServiceKind.KIND.groups().get(0), System.nanoTime());
    encoder.encode(samples, 1000, false);
  }

  private void encode() {
    Column column = ContainerKernelKind.RUN_QUEUE_LATENCY;
    samples.collected(ContainerKernelKind.KIND.groups().get(column.group()), System.nanoTime());
    encoder.encode(samples, 1000, false);
  }

  private static String bucket(String bound, int count) {
    return NAME + "_bucket{" + LABELS + ",le=\"" + bound + "\"} " + count;
  }
}
