package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.bpf.KernelSupport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * nginx, curl and wrk: below the target each request is a span at both ends, with its trace and as
 * long as it took; above it there are no more spans than the target allows, and counts are exact.
 */
@ExtendWith(LogsOnFailure.class)
class SpansTruthTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path WRK = Path.of("/usr/bin/wrk");
  private static final String NODE = "spans";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final int FEW = 100;
  private static final int TARGET = 400;
  private static final Pattern WRK_TOTAL = Pattern.compile("(\\d+) requests in ");

  @TempDir static Path directory;
  private static LocalCluster cluster;
  private static Process nginx;
  private static int port;
  private static int scrape;

  @BeforeAll
  static void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(Files.isExecutable(NGINX), () -> NGINX + " is not installed");
    assumeTrue(Files.isExecutable(WRK), () -> WRK + " is not installed");
    port = Ports.free();
    scrape = Ports.free();
    nginx = nginx();
    cluster = new LocalCluster(directory.resolve("cluster")).ready();
    cluster.startAgent(
        NODE,
        "NODECAST_DEV=false",
        "NODECAST_PROCESS_LIMIT=0",
        "NODECAST_CPU_BUDGET_PERCENT=100",
        "NODECAST_SPAN_TARGET_TPS=" + TARGET,
        "NODECAST_METRICS_ADDRESS=127.0.0.1:" + scrape);
    cluster.awaitLive(NODE);
    Eventually.within(
        LocalCluster.SOON,
        "a node that sees requests",
        () -> {
          JsonNode without = cluster.json("/api/v1/services");
          assumeTrue(
              !without.toString().contains("sock_send_length"), () -> without.get("without") + "");
          return without.get("nodesWithout").asInt() == 0;
        });
  }

  private static Process nginx() throws IOException {
    Path home = Files.createDirectories(directory.resolve("nginx/logs")).getParent();
    Path conf = home.resolve("nginx.conf");
    // A page sent at 100 kB/s takes its time.
    Files.write(home.resolve("slow"), new byte[50_000]);
    Files.writeString(
        conf,
        "daemon off; user root; worker_processes 1; pid nginx.pid; error_log error.log;"
            + " events {} http { access_log off; keepalive_requests 100000000;"
            + " server { listen 127.0.0.1:"
            + port
            + "; root "
            + home
            + "; location / { return 200 'hello'; } location /broken { return 503; }"
            + " location = /slow { limit_rate 100k; } } }");
    return new ProcessBuilder(NGINX.toString(), "-p", home.toString(), "-c", conf.toString())
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("out").toFile())
        .start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor(10, TimeUnit.SECONDS);
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static String run(String... command) throws Exception {
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0] + " ended").isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(out);
  }

  private static void curl(String path, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-o", "/dev/null"));
    command.addAll(List.of(more));
    command.add("http://127.0.0.1:" + port + path);
    run(command.toArray(String[]::new));
  }

  private static long number(String sql) throws Exception {
    return Long.parseLong(cluster.sql(sql).get(0)[0]);
  }

  private static void await(String sql, long expected) {
    Eventually.within(LocalCluster.SOON, sql + " = " + expected, () -> number(sql) == expected);
  }

  private static String spans(String what, String where) {
    return "SELECT toInt64(" + what + ") FROM span WHERE node = '" + NODE + "' AND " + where;
  }

  private static String requests(String where) {
    return "SELECT toInt64(sum(requests)) FROM service WHERE node = '" + NODE + "' AND " + where;
  }

  @Test
  void belowTheTargetEveryRequestIsASpanOfItsTraceAndAboveItTheTargetHolds() throws Exception {
    Eventually.within(
        LocalCluster.SOON,
        "nginx",
        () -> {
          curl("/ready");
          return true;
        });
    fewRequests();
    slowestAndExemplars();
    manyRequests();
  }

  private static void fewRequests() throws Exception {
    curl("/things/[1-" + FEW + "]", "-H", "traceparent: 00-" + TRACE + "-" + PARENT + "-01");
    curl("/broken?n=[1-20]");
    for (String end : List.of("service = 'nginx' AND role = 'server'", "service = 'curl'")) {
      String things = end + " AND target = '/things/{id}'";
      await(requests(things), FEW);
      await(spans("count()", things), FEW);
      await(spans("count()", things + " AND trace_id = '" + TRACE + "'"), FEW);
      await(spans("uniqExact(span_id)", things + " AND parent_span_id = '" + PARENT + "'"), FEW);
      assertThat(number(spans("countIf(duration_us > 1000000)", things))).isZero();
      assertThat(number(spans("countIf(abs(ts - now()) > 120)", things))).isZero();
      await(spans("countIf(error)", end + " AND target = '/broken'"), 20);
      await(spans("uniqExact(trace_id)", end + " AND target = '/broken'"), 20);
    }
    assertThat(number(spans("countIf(peer_port = " + port + ")", "service = 'curl'")))
        .isGreaterThanOrEqualTo(FEW + 20);
  }

  /** Half a second, at both ends, in SQL, in the API and on the Prometheus port. */
  private static void slowestAndExemplars() throws Exception {
    curl("/slow");
    String slow = "target = '/slow' AND duration_us BETWEEN 300000 AND 900000";
    await(spans("count()", slow), 2);
    String key =
        Eventually.within(
            LocalCluster.SOON,
            "nginx under Services",
            () -> {
              for (JsonNode row : cluster.json("/api/v1/services").get("services")) {
                String own = row.get("key").asText();
                String path = "/api/v1/services/" + own + "/spans?sort=-duration&limit=1";
                JsonNode spans = cluster.json(path).get("spans");
                if (own.startsWith("server:")
                    && spans.size() == 1
                    && spans.get(0).get("target").asText().equals("/slow")) {
                  return own;
                }
              }
              return null;
            });
    JsonNode newest = cluster.json("/api/v1/services/" + key + "/spans").get("spans");
    assertThat(newest.size()).isBetween(1, 20);
    assertThat(newest.get(0).get("target").asText()).isEqualTo("/slow");
    assertThat(newest.get(0).get("durationSeconds").asDouble()).isBetween(0.3, 0.9);
    String trace = newest.get(0).get("traceId").asText();
    String scraped = scrape("application/openmetrics-text;version=1.0.0");
    assertThat(scraped).endsWith("\n# EOF\n");
    assertThat(scraped.lines())
        .anyMatch(
            line ->
                line.startsWith("http_server_request_duration_seconds_bucket{")
                    && line.contains("http_route=\"/slow\"")
                    && line.contains(" # {trace_id=\"" + trace + "\",span_id=\""));
    assertThat(scrape("text/plain")).doesNotContain(" # {");
  }

  private static void manyRequests() throws Exception {
    String out =
        run(
            WRK.toString(),
            "-t1",
            "-c16",
            "-d5s",
            "-H",
            "traceparent: 00-" + TRACE + "-" + PARENT + "-01",
            "http://127.0.0.1:" + port + "/load");
    Matcher total = WRK_TOTAL.matcher(out);
    assertThat(total.find()).as(out).isTrue();
    long done = Long.parseLong(total.group(1));
    assertThat(done).isGreaterThan(20L * TARGET);
    String load = " AND target = '/load'";
    // wrk stops with requests under way, which it does not count: at most one of each connection.
    Eventually.within(
        LocalCluster.SOON,
        () -> "all of " + done,
        () -> number(requests("service = 'nginx'" + load)) >= done);
    for (String program : List.of("nginx", "wrk")) {
      String of = "service = '" + program + "'" + load;
      assertThat(number(requests(of))).as(program).isBetween(done, done + 16);
      // Half of the target each, for five seconds, were all ticks in time; a window's spans are
      // stored after its services.
      Eventually.within(
          LocalCluster.SOON,
          () -> "spans of " + program,
          () -> number(spans("count()", of)) >= TARGET);
    }
    String perSecond = "SELECT toStartOfSecond(ts) AS s, count() AS n FROM span WHERE node = '";
    assertThat(number(spans("count()", "target = '/load'"))).isLessThanOrEqualTo(7L * TARGET);
    // By start, which is not by tick: two ticks may have taken theirs of one second.
    assertThat(
            number(
                "SELECT toInt64(max(n)) FROM (" + perSecond + NODE + "'" + load + " GROUP BY s)"))
        .isLessThanOrEqualTo(2L * TARGET);
    assertThat(number(spans("countIf(trace_id != '" + TRACE + "')", "target = '/load'")))
        .as("told without their bytes, since they were slow")
        .isLessThan(number(spans("count()", "target = '/load'")) / 2);
  }

  private static String scrape(String accept) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + scrape + "/metrics"))
            .header("Accept", accept)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
