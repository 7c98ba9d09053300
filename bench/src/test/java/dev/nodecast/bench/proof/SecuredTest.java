package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Over a net that nobody trusts: TLS and a token for agents, HTTPS and a password for storage. */
@ExtendWith(LogsOnFailure.class)
class SecuredTest {
  private static final String TOKEN = "NODECAST_TOKEN=correct horse battery staple";
  private static final Duration STOP = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static Certificate certificate;
  private static GuardedClickHouse clickhouse;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    certificate = Certificate.make(directory);
    clickhouse = new GuardedClickHouse(directory, certificate);
    cluster =
        new LocalCluster(directory.resolve("cluster"))
            .storedIn(url(), GuardedClickHouse.USER, GuardedClickHouse.PASSWORD)
            .set("NODECAST_TLS_CERT", certificate.cert().toString())
            .set("NODECAST_TLS_KEY", certificate.key().toString())
            .set("NODECAST_TOKEN", TOKEN.substring(TOKEN.indexOf('=') + 1));
    cluster.ready();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    clickhouse.close();
  }

  @Test
  void storesWhatATrustedAgentSends() throws Exception {
    Program agent = agent("trusted", TOKEN, trust());
    cluster.awaitLive("trusted");
    Eventually.within(
        LocalCluster.SOON,
        "its rows are in the other server",
        () -> !clickhouse.sql("SELECT count() FROM node WHERE node = 'trusted'").equals("0"));
    assertThat(clickhouse.admitted()).as("requests through the guard").isPositive();
    assertThat(cluster.program("aggregator").children()).as("no engine of its own").isEmpty();
    agent.stop(STOP);
  }

  @Test
  void agentThatDoesNotKnowTheAuthoritySaysWhatToSet() throws Exception {
    Program agent = agent("untrusting", TOKEN, "NODECAST_PLAINTEXT=false");
    says(agent, "NODECAST_TLS_CA");
    assertThat(cluster.live()).doesNotContain("untrusting");
    agent.stop(STOP);
  }

  @Test
  void agentWithoutTlsSaysSo() throws Exception {
    Program agent = agent("plain", TOKEN, "NODECAST_PLAINTEXT=true");
    says(agent, "NODECAST_PLAINTEXT");
    assertThat(cluster.live()).doesNotContain("plain");
    agent.stop(STOP);
  }

  @Test
  void agentThatExpectsTlsOfAnAggregatorWithoutSaysSo() throws Exception {
    try (LocalCluster other = new LocalCluster(directory.resolve("bare"))) {
      other.startAggregator();
      says(other.startAgent("careful", "NODECAST_PLAINTEXT=false"), "speaks no TLS");
    }
  }

  @Test
  void agentWithAnotherTokenIsRefused() throws Exception {
    Program agent = agent("intruder", "NODECAST_TOKEN=guess", trust());
    says(agent, "token");
    assertThat(cluster.live()).doesNotContain("intruder");
    agent.stop(STOP);
  }

  @Test
  void wrongPasswordIsNamed() throws Exception {
    try (LocalCluster other =
        new LocalCluster(directory.resolve("other"))
            .storedIn(url(), GuardedClickHouse.USER, "guess")) {
      other.startAggregator();
      Eventually.within(
          LocalCluster.SOON,
          () -> "/ready says why; the log: " + other.program("aggregator").log(),
          () -> Web.get(other.url("/ready")).body().contains("Authentication failed"));
      assertThat(other.program("aggregator").log()).doesNotContain("guess");
    }
  }

  private static String url() {
    return clickhouse.jdbcUrl(certificate.cert());
  }

  private static String trust() {
    return "NODECAST_TLS_CA=" + certificate.cert();
  }

  private static Program agent(String name, String... more) throws Exception {
    String[] all = Arrays.copyOf(more, more.length + 1);
    // Loopback would go without TLS.
    all[more.length] =
        more[1].startsWith("NODECAST_PLAINTEXT") ? more[1] : "NODECAST_PLAINTEXT=false";
    return cluster.startAgent(name, all);
  }

  private static void says(Program agent, String what) {
    Eventually.within(
        LocalCluster.SOON,
        () -> agent.name() + " says " + what + "; it said:\n" + agent.log(),
        () -> agent.log().contains(what));
    assertThat(agent.alive()).as("it keeps trying").isTrue();
  }
}
