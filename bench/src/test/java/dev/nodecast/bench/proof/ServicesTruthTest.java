package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.bpf.KernelSupport;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An untouched nginx and curl: what the page, the API, SQL and the Prometheus port tell of them is
 * what curl asked.
 */
@ExtendWith(LogsOnFailure.class)
class ServicesTruthTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final String NODE = "requests";
  private static final int THINGS = 400;
  private static final int BROKEN = 40;

  /** From the first request to the page, of a program that nobody saw before. */
  private static final Duration SHOWN = Duration.ofSeconds(3);

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
    port = Ports.free();
    scrape = Ports.free();
    nginx = nginx();
    cluster = new LocalCluster(directory.resolve("cluster")).ready();
    cluster.startAgent(
        NODE,
        "NODECAST_DEV=false",
        "NODECAST_PROCESS_LIMIT=0",
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
    Files.writeString(
        conf,
        "daemon off; user root; worker_processes 1; pid nginx.pid; error_log error.log;"
            + " events {} http { access_log off; server { listen 127.0.0.1:"
            + port
            + "; location / { return 200 'hello'; } location /broken { return 503; } } }");
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

  private static void curl(String path) throws Exception {
    Process curl =
        new ProcessBuilder("curl", "-s", "http://127.0.0.1:" + port + path)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(curl.waitFor(30, TimeUnit.SECONDS)).as("curl ended").isTrue();
    assertThat(curl.exitValue()).isZero();
  }

  /** The service that answers what is asked here, whatever it runs in. */
  private static JsonNode server() throws Exception {
    for (JsonNode row : cluster.json("/api/v1/services?protocol=http1").get("services")) {
      if (row.get("role").asText().equals("server")) {
        String key = URLEncoder.encode(row.get("key").asText(), StandardCharsets.UTF_8);
        JsonNode service = cluster.json("/api/v1/services/" + key);
        for (JsonNode endpoint : service.get("served")) {
          if (endpoint.get("target").asText().equals("/things/{id}")) {
            return service;
          }
        }
      }
    }
    return null;
  }

  @Test
  void whatCurlAskedOfNginxIsWhatIsShownAndStored() throws Exception {
    Eventually.within(
        LocalCluster.SOON,
        "nginx",
        () -> {
          curl("/ready");
          return true;
        });
    curl("/things/[1-" + THINGS + "]");
    JsonNode service = Eventually.within(SHOWN, "nginx under Services", ServicesTruthTest::server);
    assertThat(service.get("protocols").get(0).asText()).isEqualTo("http1");
    assertThat(service.get("p99Seconds").asDouble()).isBetween(1e-6, 1.0);
    curl("/broken/[1-" + BROKEN + "]");
    String key = URLEncoder.encode(service.get("key").asText(), StandardCharsets.UTF_8);
    for (String role : List.of("server", "client")) {
      String program = role.equals("server") ? "nginx" : "curl";
      String of = " AND role = '" + role + "' AND service = '" + program + "'";
      // Aggregated in windows, each stored when it is over.
      awaitSum("requests", of + " AND target = '/things/{id}' AND status = '200'", THINGS);
      awaitSum("requests", of + " AND target = '/broken/{id}' AND status = '503'", BROKEN);
      awaitSum("errors", of, BROKEN);
      awaitSum("arraySum(duration_us_counts)", of + " AND target = '/things/{id}'", THINGS);
    }
    assertThat(get(cluster.url("/services/" + key))).contains("/things/{id}", "/broken/{id}");
    // A chart ends with the last whole step that is stored.
    Eventually.within(
        LocalCluster.SOON,
        "durations over time",
        () -> get(cluster.url("/services/" + key + "?range=5m")).contains("class=\"heat\""));
    assertThat(get("http://127.0.0.1:" + scrape + "/metrics").lines())
        .anyMatch(
            line ->
                line.startsWith("http_server_request_duration_seconds_count{")
                    && line.contains("http_route=\"/things/{id}\"")
                    && line.contains("process_executable_name=\"nginx\"")
                    && line.endsWith(" " + THINGS));
  }

  private static void awaitSum(String what, String where, long expected) {
    String sql = "SELECT toInt64(sum(" + what + ")) FROM service WHERE node = '" + NODE + "'";
    Eventually.within(
        LocalCluster.SOON,
        sql + where + " = " + expected,
        () -> Long.parseLong(cluster.sql(sql + where).get(0)[0]) == expected);
  }

  private static String get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
