package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.bpf.KernelSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who asked whom, by SQL: over loopback, where all have one address, and through a router that
 * rewrites addresses. Each end's figures are those of the other.
 */
@ExtendWith(LogsOnFailure.class)
class EdgesTruthTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path CURL = Path.of("/usr/bin/curl");
  private static final String NODE = "edges";
  private static final int REQUESTS = 300;

  @TempDir static Path directory;
  private static final List<Process> SERVERS = new ArrayList<>();
  private static LocalCluster cluster;
  private static int servers;

  @BeforeAll
  static void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(Files.isExecutable(NGINX), () -> NGINX + " is not installed");
    assumeTrue(Files.isExecutable(CURL), () -> CURL + " is not installed");
    cluster = new LocalCluster(directory.resolve("cluster")).ready();
    cluster.startAgent(NODE, "NODECAST_DEV=false", "NODECAST_PROCESS_LIMIT=0");
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

  @AfterAll
  static void stop() throws Exception {
    for (Process server : SERVERS) {
      server.destroy();
      server.waitFor(10, TimeUnit.SECONDS);
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  /** A program of that name, so that rows tell it from others of its kind. */
  private static String program(Path of, String name) throws IOException {
    Path copy = directory.resolve(name);
    Files.copy(of, copy);
    assertThat(copy.toFile().setExecutable(true)).isTrue();
    return copy.toString();
  }

  private static void nginx(String name, List<String> before, String listen) throws Exception {
    Path home =
        Files.createDirectories(directory.resolve("home" + ++servers + "/logs")).getParent();
    Path conf = home.resolve("nginx.conf");
    Files.writeString(
        conf,
        "daemon off; user root; worker_processes 1; pid nginx.pid; error_log error.log;"
            + " events {} http { access_log off; keepalive_requests 100000; server { listen "
            + listen
            + "; location / { return 200 'hello'; } location /broken { return 503; } } }");
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of(program(NGINX, name), "-p", home.toString(), "-c", conf.toString()));
    SERVERS.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out").toFile())
            .start());
  }

  private static int run(List<String> before, String... words) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command + " ended").isTrue();
    return process.exitValue();
  }

  private static void awaitServer(List<String> before, String url) {
    Eventually.within(
        LocalCluster.SOON, url, () -> run(before, CURL.toString(), "-sf", "-m", "2", url) == 0);
  }

  private static void expect(String client, String server, long requests, long errors) {
    for (String end : List.of("client", "server")) {
      String sql =
          "SELECT toInt64(sum(requests)), toInt64(sum(arraySum(duration_us_counts))), "
              + "toInt64(sum(errors)), countIf(response_bytes > 0) > 0 FROM edge WHERE node = '"
              + NODE
              + "' AND client_kind = 'workload' AND client = '"
              + client
              + "' AND server_kind = 'workload' AND server = '"
              + server
              + "' AND protocol = 'http1' AND seen_by = '"
              + end
              + "'";
      // Seen by its client, what was not found is an error too; there is none of that here.
      String expected = requests + "," + requests + "," + errors + ",1";
      Eventually.within(
          LocalCluster.SOON,
          () ->
              client + " to " + server + " by its " + end + ": " + expected + "; there is " + all(),
          () -> String.join(",", cluster.sql(sql).get(0)).equals(expected));
    }
  }

  private static String all() {
    try {
      StringBuilder all = new StringBuilder();
      for (String[] row :
          cluster.sql(
              "SELECT client_kind, client, server_kind, server, seen_by, sum(requests) FROM edge"
                  + " GROUP BY ALL ORDER BY ALL")) {
        all.append('\n').append(String.join(" ", row));
      }
      return all.toString();
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  @Test
  void programsOfOneAddressAreToldApart() throws Exception {
    int first = Ports.free();
    int second = Ports.free();
    nginx("web-first", List.of(), "127.0.0.1:" + first);
    nginx("web-second", List.of(), "127.0.0.1:" + second);
    String one = "http://127.0.0.1:" + first;
    String two = "http://127.0.0.1:" + second;
    awaitServer(List.of(), one);
    awaitServer(List.of(), two);
    String left = program(CURL, "ask-left");
    String right = program(CURL, "ask-right");
    // One connection of many requests, which the kernel comes to count by itself.
    String same = "/same?n=[1-" + REQUESTS + "]";
    assertThat(run(List.of(), left, "-s", one + same)).isZero();
    assertThat(run(List.of(), right, "-s", "--rate", "200/s", one + same)).isZero();
    assertThat(run(List.of(), right, "-s", two + "/broken/[1-40]")).isZero();
    // And a connection each.
    assertThat(run(List.of(), left, "-s", "-H", "Connection: close", two + "/[1-100]")).isZero();
    expect("ask-left", "web-first", REQUESTS, 0);
    expect("ask-right", "web-first", REQUESTS, 0);
    expect("ask-right", "web-second", 40, 40);
    expect("ask-left", "web-second", 100, 0);
  }

  @Test
  void rewrittenAddressesHideNobody() throws Exception {
    try (RoutedNamespaces networks = new RoutedNamespaces()) {
      String refused = networks.open();
      assumeTrue(refused.isEmpty(), () -> "network namespaces with NAT: " + refused);
      nginx("web-routed", networks.atServer(), "8080");
      awaitServer(networks.atClient(), "http://" + RoutedNamespaces.SERVER);
      String translated = program(CURL, "ask-dnat");
      String masked = program(CURL, "ask-snat");
      String path = "/[1-" + REQUESTS + "]";
      String rate = "200/s";
      List<String> before = networks.atClient();
      assertThat(run(before, translated, "-s", "http://" + RoutedNamespaces.TRANSLATED + path))
          .isZero();
      assertThat(run(before, masked, "-s", "http://" + RoutedNamespaces.SERVER + path)).isZero();
      String slowly = "http://" + RoutedNamespaces.TRANSLATED + "/broken?n=" + path.substring(1);
      assertThat(run(before, translated, "-s", "--rate", rate, slowly)).isZero();
      expect("ask-dnat", "web-routed", 2L * REQUESTS, REQUESTS);
      expect("ask-snat", "web-routed", REQUESTS, 0);
    }
  }
}
