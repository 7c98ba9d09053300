package dev.nodecast.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nodecast.config.HostPort;
import dev.nodecast.config.SettingsException;
import dev.nodecast.config.SettingsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatorConfigTest {
  private static final String[] NONE = {};

  @TempDir Path dir;

  @Test
  void runsTheEmbeddedEngineOnLoopbackByDefault() throws SettingsException {
    AggregatorConfig config = AggregatorConfig.from(Map.of("HOME", "/home/ada"), NONE);

    assertThat(config.embedded()).isTrue();
    assertThat(config.http()).isEqualTo(new HostPort("127.0.0.1", 8080));
    assertThat(config.ingest()).isEqualTo(new HostPort("127.0.0.1", 7443));
    assertThat(config.plaintext()).isTrue();
    assertThat(config.clickhouseLibrary())
        .isEqualTo(Path.of("/home/ada/.cache/nodecast/clickhouse/26.7.3/libchdb.so"));
    assertThat(config.window()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.retentionHour()).isEqualTo(Duration.ofDays(365));
    assertThat(config.pendingMax()).isEqualTo(256L << 20);
  }

  @Test
  void takesAServerAndACertificate() throws Exception {
    String cert = Files.createFile(dir.resolve("cert.pem")).toString();
    String key = Files.createFile(dir.resolve("key.pem")).toString();

    AggregatorConfig config =
        AggregatorConfig.from(
            Map.of(
                "NODECAST_INGEST", "0.0.0.0:7443",
                "NODECAST_TLS_CERT", cert,
                "NODECAST_TLS_KEY", key,
                "NODECAST_TOKEN", "hunter2",
                "NODECAST_CLICKHOUSE_URL", "jdbc:clickhouse://db:8123",
                "NODECAST_CLICKHOUSE_USER", "nodecast",
                "NODECAST_CLICKHOUSE_PASSWORD", "hunter3"),
            NONE);

    assertThat(config.plaintext()).isFalse();
    assertThat(config.embedded()).isFalse();
    assertThat(config.clickhousePassword().value()).isEqualTo("hunter3");
    assertThat(config.toString()).doesNotContain("hunter");
  }

  @Test
  void refusesPlaintextAndNoTokenOnANetworkAddress() {
    assertThat(problems(Map.of("NODECAST_INGEST", "0.0.0.0:7443")))
        .containsExactly(
            "NODECAST_INGEST: 0.0.0.0:7443 (expected: NODECAST_TLS_CERT and NODECAST_TLS_KEY, a"
                + " loopback address, or NODECAST_PLAINTEXT=true)",
            "NODECAST_TOKEN: unset (expected: a secret, as NODECAST_INGEST is no loopback"
                + " address)");
  }

  @Test
  void refusesHalfACertificateAndPlaintextBesideIt() throws IOException {
    String cert = Files.createFile(dir.resolve("cert.pem")).toString();

    assertThat(problems(Map.of("NODECAST_TLS_CERT", cert, "NODECAST_PLAINTEXT", "true")))
        .containsExactly(
            "NODECAST_TLS_KEY: unset (expected: given together with the other of the two)",
            "NODECAST_PLAINTEXT: true (expected: false, as NODECAST_TLS_CERT is given)");
  }

  @Test
  void refusesSettingsOfTheEmbeddedEngineBesideAServer() {
    assertThat(
            problems(
                Map.of(
                    "NODECAST_CLICKHOUSE_URL", "http://db:8123",
                    "NODECAST_CLICKHOUSE_MEMORY", "1GiB",
                    "NODECAST_DATA_DIR", "/data")))
        .hasSize(3)
        .anyMatch(
            line -> line.startsWith("NODECAST_CLICKHOUSE_URL: http://db:8123 (expected: jdbc"))
        .anyMatch(line -> line.startsWith("NODECAST_CLICKHOUSE_MEMORY: given (expected: unset"))
        .anyMatch(line -> line.startsWith("NODECAST_DATA_DIR: given (expected: unset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:clickhouse://u:hunter2@db", "jdbc:ch://db?a=b&password=hunter2"})
  void refusesCredentialsInTheUrlWithoutPrintingThem(String url) {
    assertThat(problems(Map.of("NODECAST_CLICKHOUSE_URL", url)))
        .containsExactly(
            "NODECAST_CLICKHOUSE_URL: holds credentials (expected: them in"
                + " NODECAST_CLICKHOUSE_USER, _PASSWORD)");
  }

  @Test
  void refusesTimesAndPortsThatContradict() {
    assertThat(
            problems(
                Map.of(
                    "NODECAST_WINDOW", "7s",
                    "NODECAST_RETENTION_RAW", "60d",
                    "NODECAST_RETENTION_HOUR", "1d",
                    "NODECAST_HTTP", "0.0.0.0:8123",
                    "NODECAST_CLICKHOUSE_USER", "ada")))
        .containsExactly(
            "NODECAST_CLICKHOUSE_USER: given (expected: unset, as the embedded engine has no users;"
                + " or NODECAST_CLICKHOUSE_URL)",
            "NODECAST_CLICKHOUSE_PORT: 8123 (expected: a port of its own)",
            "NODECAST_WINDOW: 7s (expected: a divisor of 60s, such as 1s, 5s, 10s)",
            "NODECAST_RETENTION_MINUTE: 2592000s (expected: >= NODECAST_RETENTION_RAW)",
            "NODECAST_RETENTION_HOUR: 86400s (expected: >= NODECAST_RETENTION_MINUTE)");
  }

  @Test
  void looksForTheEngineWhereTheSetUpPutsIt() throws Exception {
    Path library = AggregatorConfig.from(Map.of("XDG_CACHE_HOME", "/c"), NONE).clickhouseLibrary();
    String version = library.getParent().getFileName().toString();

    assertThat(Path.of("..", "scripts", "fetch-clickhouse"))
        .content()
        .contains("\nreadonly version=" + version + "\n");
    assertThat(library).isEqualTo(Path.of("/c/nodecast/clickhouse", version, "libchdb.so"));
  }

  @Test
  void isDescribedInTheDocs() throws IOException {
    Path page = Path.of("..", "docs", "configuration.md");
    String expected =
        SettingsPage.withSection(Files.readString(page), "aggregator", AggregatorConfig.table());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, expected);
    }
    assertThat(page).as("rewrite with -Dgolden.update=true").hasContent(expected);
  }

  private static List<String> problems(Map<String, String> environment) {
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class, () -> AggregatorConfig.from(environment, NONE));
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}
