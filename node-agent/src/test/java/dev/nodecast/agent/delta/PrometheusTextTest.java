package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Histograms as Prometheus wants them: cumulative, with all that came in earlier ticks. */
class PrometheusTextTest {
  private static final String NAME = "nodecast_container_kernel_run_queue_latency_us";
  private static final String LABELS =
      "node=\"n\",namespace=\"\",workload=\"\",pod=\"\",container=\"c\",pod_uid=\"\",container_id=\"\"";

  private final Samples samples = new Samples(Catalog.KINDS, 10, Earlier.none());
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
    List<String> lines =
        PrometheusText.of(samples, "n").lines().filter(line -> line.startsWith(NAME)).toList();
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
    assertThat(PrometheusText.of(samples, "n")).doesNotContain(NAME);
  }

  @Test
  void durationsOfRequestsHaveTheNamesOfOpenTelemetry() {
    samples.keepHistogramTotals();
    String[] web = {"shop", "checkout", "checkout-1", "app", "uid-1", "c1", "java", "server"};
    observe(4_000, web, "http1", "GET", "/items/{id}", "200");
    observe(80_000, web, "http1", "GET", "/items/{id}", "200");
    observe(3_000, web, "http2", "GET", "/items/{id}", "500");
    observe(20_000_000, web, "http2", "shop.Orders/Place", "", "OK");
    String[] host = {"", "", "", "~host", "", "", "psql", "client"};
    observe(700, host, "postgresql", "SELECT", "orders", "");
    observe(700, host, "kafka", "Produce", "orders", "");
    observe(700, web, "kafka", "Produce", "orders", "");
    String text = PrometheusText.of(samples, "n");
    String labels =
        "node=\"n\",namespace=\"shop\",workload=\"checkout\",pod=\"checkout-1\",container=\"app\","
            + "pod_uid=\"uid-1\",container_id=\"c1\",service_name=\"checkout\","
            + "service_namespace=\"shop\",process_executable_name=\"java\",";
    String http = "http_server_request_duration_seconds";
    String get =
        labels
            + "network_protocol_version=\"1\",http_request_method=\"GET\","
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
                + labels
                + "rpc_system_name=\"grpc\",rpc_method=\"shop.Orders/Place\","
                + "rpc_status_code=\"OK\",le=\"10.0\"} 0")
        .anyMatch(
            line -> line.contains("service_name=\"psql\"") && line.contains("le=\"0.001\"} 1"))
        .anyMatch(line -> line.startsWith("messaging_client_operation_duration_seconds_count{"));
    assertThat(text.lines().filter(line -> line.contains("_duration_seconds")))
        .doesNotHaveDuplicates();
    assertThat(text.lines().filter(("# TYPE " + http + " histogram")::equals)).hasSize(1);
    // A broker's own side has no name there.
    assertThat(text).doesNotContain("nodecast_service_duration_us");
    assertThat(text.lines().filter(line -> line.startsWith("messaging_") && line.contains("shop")))
        .isEmpty();
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
    String text = PrometheusText.of(samples, "n", true);
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
    assertThat(PrometheusText.of(samples, "n"))
        .doesNotContain(" # {")
        .doesNotContain("# EOF")
        .contains("# TYPE nodecast_service_requests_total counter\n");
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
    samples.observe(entity, ServiceKind.DURATION, micros);
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
