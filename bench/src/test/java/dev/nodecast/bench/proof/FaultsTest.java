package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong on machines: each fault is named with what was expected, and the rest goes on.
 * The clock of a whole agent cannot be moved from here; its unit tests do that.
 */
@ExtendWith(LogsOnFailure.class)
class FaultsTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @TempDir Path directory;

  private LocalCluster cluster;

  @BeforeEach
  void begin() {
    cluster = new LocalCluster(directory);
  }

  @AfterEach
  void end() throws InterruptedException {
    cluster.close();
  }

  @Test
  void servesWithoutClickHouseAndStoresEverythingWhenItComes() throws Exception {
    try (ServerSocket holder = listen(cluster.clickhousePort())) {
      assertThat(holder.isBound()).isTrue();
      Program aggregator = cluster.startAggregator();
      cluster.startAgent("early", "NODECAST_SPOOL_KEEP=true");
      cluster.awaitLive("early");
      assertThat(Web.text(cluster.url("/nodes"))).contains("early");
      Eventually.within(
          LocalCluster.SOON,
          "/ready is 503 and says which port is taken",
          () -> {
            HttpResponse<String> ready = Web.get(cluster.url("/ready"));
            return ready.statusCode() == 503
                && ready.body().contains("127.0.0.1:" + cluster.clickhousePort());
          });
      assertThat(Web.get(cluster.url("/health")).statusCode()).isEqualTo(200);
      assertThat(aggregator.log())
          .contains("port 127.0.0.1:" + cluster.clickhousePort())
          .contains("(expected: ");
    }
    cluster.awaitReady();
    Eventually.within(
        LocalCluster.SOON, "the first frame is stored too", () -> storedFrom("early") == 1);
    ledgerEqualsStore("early");
  }

  @Test
  void losesNothingWhileClickHouseIsAwayForTwentySeconds() throws Exception {
    cluster.ready();
    cluster.startAgent("steady", "NODECAST_SPOOL_KEEP=true");
    Eventually.within(LocalCluster.SOON, "rows are stored", () -> storedFrom("steady") == 1);
    ProcessHandle engine = cluster.engine();
    engine.destroyForcibly();
    engine.onExit().get(30, TimeUnit.SECONDS);
    try (ServerSocket holder = listen(cluster.clickhousePort())) {
      assertThat(holder.isBound()).isTrue();
      long away = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      Eventually.within(
          LocalCluster.SOON,
          "20 s without ClickHouse, in which the page lives",
          () -> {
            assertThat(cluster.live()).contains("steady");
            return System.nanoTime() > away;
          });
      assertThat(Web.get(cluster.url("/ready")).statusCode()).isEqualTo(503);
    }
    cluster.awaitReady();
    ledgerEqualsStore("steady");
  }

  @Test
  void namesThePortsThatAreTaken() throws Exception {
    try (ServerSocket holder = listen(cluster.httpPort())) {
      Program aggregator = cluster.startAggregator();
      assertThat(aggregator.exit(LocalCluster.SOON)).isEqualTo(1);
      assertThat(aggregator.log()).contains("NODECAST_HTTP").contains(":" + holder.getLocalPort());
    }
    LocalCluster second = new LocalCluster(directory.resolve("second"));
    try (second;
        ServerSocket holder = listen(second.ingestPort())) {
      Program aggregator = second.startAggregator();
      assertThat(aggregator.exit(LocalCluster.SOON)).isEqualTo(1);
      assertThat(aggregator.log())
          .contains("NODECAST_INGEST")
          .contains(":" + holder.getLocalPort());
    }
  }

  @Test
  void listsAllProblemsOfTheConfigurationAtOnce() throws Exception {
    cluster
        .set("NODECAST_WINDOW", "7s")
        .set("NODECAST_RETENTION_RAW", "soon")
        .set("NODECAST_TLS_CERT", "/nowhere/cert.pem")
        .set("NODECAST_WINDOWS", "5s");
    Program aggregator = cluster.startAggregator();
    assertThat(aggregator.exit(LocalCluster.SOON)).isEqualTo(2);
    assertThat(aggregator.log())
        .contains("NODECAST_WINDOW: 7s (expected: ")
        .contains("NODECAST_RETENTION_RAW: soon (expected: ")
        .contains("NODECAST_TLS_CERT")
        .contains("NODECAST_WINDOWS")
        .doesNotContain("Exception");
    Program agent =
        cluster.startAgent(
            "wrong", "NODECAST_INTERVAL=0s", "NODECAST_COLOUR=red", "NODECAST_DEV=maybe");
    assertThat(agent.exit(LocalCluster.SOON)).isEqualTo(2);
    assertThat(agent.log())
        .contains("NODECAST_INTERVAL: 0s (expected: ")
        .contains("NODECAST_COLOUR")
        .contains("NODECAST_DEV: maybe (expected: ")
        .doesNotContain("Exception");
  }

  @Test
  void refusesAWrongTokenWithoutShowingIt() throws Exception {
    cluster.set("NODECAST_TOKEN", "right-token-1").startAggregator();
    Program wrong = cluster.startAgent("stranger", "NODECAST_TOKEN=wrong-token-2");
    cluster.startAgent("friend", "NODECAST_TOKEN=right-token-1");
    cluster.awaitLive("friend");
    Eventually.within(
        LocalCluster.SOON,
        "the stranger's log names its token's setting",
        () -> wrong.log().contains("NODECAST_TOKEN"));
    assertThat(cluster.live()).doesNotContain("stranger");
    String status = Web.text(cluster.url("/status"));
    assertThat(status).contains("stranger").contains("token");
    assertThat(status + wrong.log() + cluster.program("aggregator").log())
        .doesNotContain("right-token-1")
        .doesNotContain("wrong-token-2");
  }

  @Test
  void livesOnWithAFullSpoolAndCountsWhatIsLost() throws Exception {
    Path mount = Files.createDirectories(cluster.spool("full"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount.toString()) == 0,
        "a tmpfs cannot be mounted (expected: root)");
    try {
      cluster.startAggregator();
      Program agent = cluster.startAgent("full");
      cluster.awaitLive("full");
      Eventually.within(
          Duration.ofSeconds(150),
          "the agent counts frames that its disk had no room for",
          () -> dropped("full") > 0);
      assertThat(agent.alive()).isTrue();
      JsonNode before = cluster.json("/api/v1/nodes");
      Eventually.within(
          LocalCluster.SOON,
          "its values move on",
          () -> !cluster.json("/api/v1/nodes").equals(before));
      assertThat(agent.stop(TEN_SECONDS)).isEqualTo(143);
    } finally {
      cluster.close();
      run("umount", mount.toString());
    }
  }

  @Test
  void sigtermEndsEveryProcessAndLeavesNothing() throws Exception {
    cluster.ready();
    Program agent = cluster.startAgent("brief");
    cluster.awaitLive("brief");
    ProcessHandle engine = cluster.engine();
    List<ProcessHandle> all = new ArrayList<>(cluster.program("aggregator").children());
    all.addAll(agent.children());
    assertThat(all).contains(engine);
    agent.stop(TEN_SECONDS);
    cluster.program("aggregator").stop(TEN_SECONDS);
    Eventually.within(
        TEN_SECONDS, "no child is left", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    listen(cluster.httpPort()).close();
    listen(cluster.ingestPort()).close();
    listen(cluster.clickhousePort()).close();
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
  }

  private static int run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor();
  }

  private long dropped(String node) throws Exception {
    for (JsonNode agent : cluster.json("/api/v1/status").get("agents")) {
      if (agent.get("name").asText().equals(node)) {
        long sum = 0;
        for (JsonNode count : agent.get("dropped")) {
          sum += count.asLong();
        }
        return sum;
      }
    }
    return 0;
  }

  /** The first frame that is stored of a node's only boot id; 0 when there is none. */
  private long storedFrom(String node) throws Exception {
    String[] row =
        cluster.sql("SELECT min(seq - frames + 1) FROM node WHERE node = '" + node + "'").get(0);
    return Long.parseLong(row[0]);
  }

  /** Waits until all that the agent has written by now is stored, and compares every sum. */
  private void ledgerEqualsStore(String node) throws Exception {
    cluster.program(node).stop(Duration.ofSeconds(20));
    cluster.restartAgent(node);
    Map<String, Long> until = new LinkedHashMap<>();
    Ledger.read(cluster.spool(node), Map.of()).forEach((boot, is) -> until.put(boot, is.lastSeq));
    for (Map.Entry<String, Long> boot : until.entrySet()) {
      String watermark =
          "SELECT max(seq) FROM node WHERE node = '"
              + node
              + "' AND boot = '"
              + boot.getKey()
              + "'";
      Eventually.within(
          LocalCluster.SOON,
          "frame " + boot.getValue() + " of " + node + " is stored",
          () -> Long.parseLong(cluster.sql(watermark).get(0)[0]) >= boot.getValue());
      // Windows end where they end: compare up to the end of one.
      boot.setValue(Long.parseLong(cluster.sql(watermark).get(0)[0]));
    }
    cluster.program(node).stop(Duration.ofSeconds(20));
    for (Map.Entry<String, Ledger.Boot> boot : Ledger.read(cluster.spool(node), until).entrySet()) {
      Comparison comparison = new Comparison(cluster::sql, node, boot.getKey(), boot.getValue());
      comparison.all();
      assertThat(comparison.wrong()).isEmpty();
      assertThat(comparison.cells()).isPositive();
    }
  }
}
