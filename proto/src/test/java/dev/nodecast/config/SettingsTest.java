package dev.nodecast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Setting INTERVAL = Setting.of("interval", "1s", "The tick");
  private static final Setting URL = Setting.of("clickhouse.url", "", "Where rows go");
  private static final Setting TOKEN = Setting.of("token", "", "Shared secret");
  private static final Setting ADDRESS = Setting.of("address", "127.0.0.1:7443", "An address");

  @TempDir Path dir;

  @Test
  void readsTheDefaultWhenNothingIsGiven() throws SettingsException {
    Settings settings = Settings.read(Map.of("NODECAST_INTERVAL", " ", "PATH", "/bin"));

    assertThat(settings.duration(INTERVAL, Range.atLeast("1s"))).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.given(INTERVAL)).isFalse();
    settings.finish();
  }

  @Test
  void reportsAllProblemsAtOnceWithOffenderAndExpectation() {
    Settings settings =
        Settings.read(
            Map.of(
                "NODECAST_INTERVAL", "0s",
                "NODECAST_SPOOL_MAX", "12 parsecs",
                "NODECAST_UNIT", "moons",
                "NODECAST_ADDRESS", "nowhere"));
    settings.duration(INTERVAL, Range.atLeast("1s"));
    settings.bytes(Setting.of("spool.max", "1MiB", ""), Range.atLeast("1MiB"));
    settings.choice(Setting.of("unit", "days", ""), ChronoUnit.class);
    settings.address(ADDRESS);
    settings.refuse(TOKEN, "unset", "a secret");

    assertThat(problems(settings))
        .hasSize(5)
        .contains("NODECAST_INTERVAL: 0s (expected: >= 1s)")
        .contains("NODECAST_SPOOL_MAX: 12 parsecs (expected: a size such as 64KiB, 256MiB or 2GiB)")
        .contains("NODECAST_ADDRESS: nowhere (expected: host:port)")
        .contains("NODECAST_TOKEN: unset (expected: a secret)");
  }

  @Test
  void namesTheNearestKeyForAnUnknownOneAndKeepsItsValueToItself() {
    Settings settings = Settings.read(Map.of("NODECAST_TOKN", "hunter2"));
    settings.secret(TOKEN);
    settings.duration(INTERVAL, Range.atLeast("1s"));

    assertThat(problems(settings))
        .containsExactly("NODECAST_TOKN: unknown setting (expected: NODECAST_TOKEN)");
  }

  @Test
  void namesNoSettingThatIsFarFromTheUnknownOne() {
    Settings settings = Settings.read(Map.of("NODECAST_HTTP", "127.0.0.1:8080"));
    settings.duration(INTERVAL, Range.atLeast("1s"));

    assertThat(problems(settings))
        .containsExactly(
            "NODECAST_HTTP: unknown setting (expected: a setting of this program,"
                + " docs/configuration.md lists them)");
  }

  @Test
  void ignoresWhatKubernetesAddsForServices() {
    Settings settings =
        Settings.read(
            Map.of(
                "NODECAST_AGGREGATOR_SERVICE_HOST", "10.0.0.1",
                "NODECAST_AGGREGATOR_SERVICE_PORT_HTTP", "8080",
                "NODECAST_AGGREGATOR_PORT", "tcp://10.0.0.1:8080",
                "NODECAST_AGGREGATOR_PORT_8080_TCP_ADDR", "10.0.0.1"));

    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void neverPrintsSecrets() throws SettingsException {
    Settings settings = Settings.read(Map.of("NODECAST_TOKEN", "hunter2"));

    Secret token = settings.secret(TOKEN);
    assertThat(token.value()).isEqualTo("hunter2");
    assertThat(token).hasToString("***");
    settings.finish();
  }

  @Test
  void readsNestedAndDottedYamlUnderTheEnvironment() throws Exception {
    Path file =
        yaml("clickhouse:\n  url: from-file\ninterval: 5s\nnames: [a, b]\nport: 010\nx-y: ~\n");
    Settings settings =
        Settings.read(Map.of("NODECAST_CONFIG", file.toString(), "NODECAST_INTERVAL", "2s"));

    assertThat(settings.url(URL)).isEqualTo("from-file");
    assertThat(settings.duration(INTERVAL, Range.atLeast("1s"))).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.list(Setting.of("names", "", ""))).containsExactly("a", "b");
    assertThat(settings.integer(Setting.of("port", "1", ""), Range.between("0", "99")))
        .isEqualTo(10);
    assertThat(settings.text(Setting.of("x.y", "absent", ""))).isEqualTo("absent");
    settings.finish();
  }

  @Test
  void blamesTheYamlKeyForItsProblems() throws IOException {
    Path file = yaml("interval: 0s\nclickhouse: {ulr: x}\nclickhouse.url: a\nclickhouse_url: b\n");
    Settings settings = Settings.read(Map.of("NODECAST_CONFIG", file.toString()));
    settings.url(URL);
    settings.duration(INTERVAL, Range.atLeast("1s"));

    assertThat(problems(settings))
        .containsExactlyInAnyOrder(
            "interval in " + file + ": 0s (expected: >= 1s)",
            "clickhouse.ulr in " + file + ": unknown setting (expected: NODECAST_CLICKHOUSE_URL)",
            "clickhouse_url in "
                + file
                + ": also given as clickhouse.url in "
                + file
                + " (expected: one spelling)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [", "- list", "token: \"hunter2\n", "a: !!java.net.URL [x]", "?: {"})
  void refusesYamlThatIsNoMappingWithoutQuotingIt(String text) throws IOException {
    Settings settings = Settings.read(Map.of("NODECAST_CONFIG", yaml(text).toString()));

    assertThat(problems(settings)).isNotEmpty().noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void refusesAYamlFileThatIsNotThere() {
    Path file = dir.resolve("absent.yaml");

    assertThat(problems(Settings.read(Map.of("NODECAST_CONFIG", file.toString()))))
        .containsExactly(file + ": NoSuchFileException (expected: a readable file)");
  }

  @ParameterizedTest
  @CsvSource({"5s,5000", "500ms,500", "2m,120000", "6h,21600000", "7d,604800000"})
  void readsDurations(String text, long millis) {
    assertThat(Text.duration(text)).hasMillis(millis);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "17,17", "64KiB,65536", "256mib,268435456", "2 GiB,2147483648"})
  void readsSizes(String text, long bytes) {
    assertThat(Text.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1s", "s", "1.5s", "9999999999999999d", "5 weeks"})
  void refusesOtherDurations(String text) {
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Text.duration(text)))
        .hasMessageContaining("a duration such as");
  }

  @ParameterizedTest
  @CsvSource({"[::1]:7443,::1,true", "localhost:0,localhost,true", "node-1:9400,node-1,false"})
  void readsAddresses(String text, String host, boolean loopback) {
    HostPort address = HostPort.parse(text);

    assertThat(address.host()).isEqualTo(host);
    assertThat(address.loopback()).isEqualTo(loopback);
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", ":80", "h:", "h:65536", "h:-1", "::1:80", "a/b:80", "[]:80"})
  void refusesOtherAddresses(String text) {
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> HostPort.parse(text)))
        .isNotNull();
  }

  @Test
  void wildcardsCollideWithEveryAddressOfThePort() {
    HostPort any = HostPort.parse("0.0.0.0:80");

    assertThat(any.collides(HostPort.parse("127.0.0.1:80"))).isTrue();
    assertThat(any.collides(HostPort.parse("127.0.0.1:81"))).isFalse();
    assertThat(any.collides(HostPort.OFF)).isFalse();
    assertThat(HostPort.parse("h:0").collides(HostPort.parse("h:0"))).isFalse();
  }

  @Test
  void putsItsTableIntoAPage() {
    Settings settings = Settings.read(Map.of());
    settings.duration(INTERVAL, Range.atLeast("1s"));
    settings.flag(Setting.of("plain", "true", "Either a|b").shown("on loopback"));

    String page =
        SettingsPage.withSection(
            "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb", "x", settings.table());
    assertThat(page)
        .isEqualTo(
            """
            a
            <!-- x:begin -->
            | variable | key | default | values | what it does |
            |---|---|---|---|---|
            | `NODECAST_INTERVAL` | `interval` | `1s` | duration >= 1s | The tick |
            | `NODECAST_PLAIN` | `plain` | on loopback | `true` or `false` | Either a\\|b |
            <!-- x:end -->
            b""");
  }

  private Path yaml(String text) throws IOException {
    return Files.writeString(dir.resolve("settings.yaml"), text);
  }

  private static List<String> problems(Settings settings) {
    SettingsException refused = catchThrowableOfType(SettingsException.class, settings::finish);
    assertThat(refused).isNotNull();
    return refused.problems();
  }
}
