package dev.nodecast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nodecast.agent.delta.ScrapeScope;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.ExchangeRole;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Profile;
import dev.nodecast.config.HostPort;
import dev.nodecast.config.SettingsException;
import dev.nodecast.config.SettingsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
  private static final String[] NONE = {};

  @TempDir Path dir;

  @Test
  void hasDefaultsForAMachineWithItsAggregator() throws Exception {
    Files.createDirectories(dir.resolve("sys/kernel"));
    Files.writeString(dir.resolve("sys/kernel/hostname"), "node-17\n");

    AgentConfig config = AgentConfig.from(Map.of("NODECAST_PROC", dir.toString()), NONE);

    assertThat(config.node()).isEqualTo("node-17");
    assertThat(config.aggregator()).isEqualTo(new HostPort("127.0.0.1", 7443));
    assertThat(config.plaintext()).isTrue();
    assertThat(config.interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.spoolMax()).isEqualTo(256L << 20);
    assertThat(config.profile()).isEqualTo(Profile.STANDARD);
    assertThat(config.metricsAddress().enabled()).isFalse();
    assertThat(config.tlsCa()).isNull();
    assertThat(config.dev()).isFalse();
  }

  @Test
  void takesEveryKindOfValue() throws SettingsException {
    AgentConfig config =
        AgentConfig.from(
            Map.of(
                "NODECAST_NODE", "<b>'; DROP",
                "NODECAST_AGGREGATOR", "aggregator.nodecast:7443",
                "NODECAST_TOKEN", "hunter2",
                "NODECAST_PROFILE", "minimal",
                "NODECAST_DISABLED_COLLECTORS", "pressure, sockets",
                "NODECAST_CPU_BUDGET_PERCENT", "2.5",
                "NODECAST_TELEMETRY_ADDRESS", "off"),
            new String[] {"--dev"});

    assertThat(config.node()).isEqualTo("<b>'; DROP");
    assertThat(config.plaintext()).as("never by itself on a network address").isFalse();
    assertThat(config.profile()).isEqualTo(Profile.MINIMAL);
    assertThat(config.disabledCollectors()).containsExactly("pressure", "sockets");
    assertThat(config.cpuBudgetPercent()).isEqualTo(2.5);
    assertThat(config.telemetryAddress()).isEqualTo(HostPort.OFF);
    assertThat(config.dev()).isTrue();
    assertThat(config.toString()).doesNotContain("hunter2");
  }

  @Test
  void requestsAreCountedAtOneEndOrBoth() throws Exception {
    assertThat(services("NODECAST_NODE", "n").requests().roles())
        .containsExactlyInAnyOrder(ExchangeRole.SERVER, ExchangeRole.CLIENT);
    assertThat(services("NODECAST_NODE", "n", "NODECAST_ROLES", "Server").requests().roles())
        .containsExactly(ExchangeRole.SERVER);
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () -> services("NODECAST_NODE", "n", "NODECAST_ROLES", "proxy"));
    assertThat(refused)
        .hasMessageContaining("NODECAST_ROLES: proxy (expected: some of server, client)");
  }

  @Test
  void protocolsAreSwitchedOffOneByOneOrAllTogether() throws Exception {
    assertThat(services("NODECAST_NODE", "n").requests().protocols())
        .containsExactlyInAnyOrderElementsOf(ExchangeProtocol.SPOKEN)
        .hasSize(7);
    assertThat(
            services("NODECAST_NODE", "n", "NODECAST_PROTOCOLS", "HTTP1, redis")
                .requests()
                .protocols())
        .containsExactlyInAnyOrder(ExchangeProtocol.HTTP1, ExchangeProtocol.REDIS);
    assertThat(services("NODECAST_NODE", "n", "NODECAST_PROTOCOLS", "off").requests().protocols())
        .isEmpty();
    Path file = Files.writeString(dir.resolve("a.yaml"), "node: n\nprotocols: [dns, kafka]\n");
    assertThat(services("NODECAST_CONFIG", file.toString()).requests().protocols())
        .containsExactlyInAnyOrder(ExchangeProtocol.DNS, ExchangeProtocol.KAFKA);
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () -> services("NODECAST_NODE", "n", "NODECAST_PROTOCOLS", "http1,off,ftp"));
    String expected = "off, or some of http1, http2, postgresql, mysql, redis, kafka, dns)";
    assertThat(refused)
        .hasMessageContaining("NODECAST_PROTOCOLS: off (expected: " + expected)
        .hasMessageContaining("NODECAST_PROTOCOLS: ftp (expected: " + expected);
  }

  @Test
  void whatScrapersSeeIsAChoice() throws Exception {
    assertThat(services("NODECAST_NODE", "n").scraped()).isEqualTo(ScrapeScope.DEFAULT);
    assertThat(services("NODECAST_NODE", "n", "NODECAST_METRICS", "golden-signals").scraped())
        .containsExactly(ScrapeScope.GOLDEN_SIGNALS);
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () -> services("NODECAST_NODE", "n", "NODECAST_METRICS", "everything"));
    assertThat(refused)
        .hasMessageContaining(
            "NODECAST_METRICS: everything (expected: some of host, containers, golden-signals,"
                + " sizes, aliases, counts)");
  }

  private static ServiceConfig services(String... environment) throws SettingsException {
    Map<String, String> variables = new java.util.HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return AgentConfig.from(variables, NONE).services();
  }

  @Test
  void tracksNamedSystemCallsOnly() throws SettingsException {
    Map<String, String> named =
        Map.of("NODECAST_NODE", "n", "NODECAST_SYSCALLS", "read, epoll_wait,ppoll");
    assertThat(AgentConfig.from(named, NONE).syscalls())
        .containsExactly("read", "epoll_wait", "ppoll");
    Map<String, String> all = Map.of("NODECAST_NODE", "n", "NODECAST_SYSCALLS", "*");
    assertThat(AgentConfig.from(all, NONE).syscalls()).containsExactly("*");

    String many =
        SyscallTable.of("x86_64").numbers(List.of("*")).stream()
            .map(SyscallTable.of("x86_64")::name)
            .filter(name -> !name.startsWith("syscall_"))
            .limit(65)
            .collect(Collectors.joining(","));
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                AgentConfig.from(
                    Map.of("NODECAST_NODE", "n", "NODECAST_SYSCALLS", many + ",opem,exit"), NONE));
    assertThat(refused)
        .hasMessageContaining("NODECAST_SYSCALLS: opem (expected: ")
        .hasMessageContaining("NODECAST_SYSCALLS: exit (expected: ")
        .hasMessageContaining("NODECAST_SYSCALLS: 67 names (expected: at most 64)");
  }

  @Test
  void needsTheLabelsThatAreReportedAndThoseThatFilter() throws SettingsException {
    AgentConfig config =
        AgentConfig.from(
            Map.of(
                "NODECAST_NODE", "n",
                "NODECAST_POD_LABELS", "version,app",
                "NODECAST_POD_SELECTOR", "team in (a,b),!example.com/hidden,app!=db"),
            NONE);
    assertThat(config.discovery().neededLabels())
        .containsExactly(
            "app",
            "app.kubernetes.io/instance",
            "app.kubernetes.io/name",
            "app.kubernetes.io/part-of",
            "example.com/hidden",
            "resource.opentelemetry.io/service.name",
            "team",
            "version");

    String many =
        IntStream.range(0, 65).mapToObj(i -> "label-" + i).collect(Collectors.joining(","));
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                AgentConfig.from(
                    Map.of("NODECAST_NODE", "n", "NODECAST_POD_LABELS", many + ",a b"), NONE));
    assertThat(refused)
        .hasMessageContaining("NODECAST_POD_LABELS: 66 of them (expected: <= 64)")
        .hasMessageContaining("NODECAST_POD_LABELS: a b (expected: keys of labels)");
  }

  @Test
  void reportsAllProblemsAtOnce() {
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                AgentConfig.from(
                    Map.of(
                        "NODECAST_PROC", dir.toString(),
                        "NODECAST_INTERVAL", "0s",
                        "NODECAST_AGGREGATOR", "127.0.0.1:0",
                        "NODECAST_TLS_CA", "/absent.pem",
                        "NODECAST_HEALTH_ADDRESS", "127.0.0.1:8888",
                        "NODECAST_METRICS_ADDRESS", "0.0.0.0:8888",
                        "NODECAST_SPOOLDIR", "/tmp"),
                    new String[] {"--help"}));

    assertThat(refused.problems())
        .containsExactlyInAnyOrder(
            "argument: --help (expected: --dev or verify-kernel, everything else is a NODECAST_ variable)",
            "NODECAST_INTERVAL: 0s (expected: >= 1s)",
            "NODECAST_NODE: unset, and the host's name cannot be read (expected: a name)",
            "NODECAST_AGGREGATOR: 127.0.0.1:0 (expected: a port from 1 to 65535)",
            "NODECAST_TLS_CA: /absent.pem (expected: unset, or NODECAST_PLAINTEXT=false)",
            "NODECAST_HEALTH_ADDRESS: 127.0.0.1:8888 (expected: not NODECAST_TELEMETRY_ADDRESS)",
            "NODECAST_METRICS_ADDRESS: 0.0.0.0:8888 (expected: an address of its own)",
            "NODECAST_SPOOLDIR: unknown setting (expected: NODECAST_SPOOL_DIR)");
  }

  @Test
  void isDescribedInTheDocs() throws IOException {
    Path page = Path.of("..", "docs", "configuration.md");
    String expected =
        SettingsPage.withSection(Files.readString(page), "agent", AgentConfig.table());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, expected);
    }
    assertThat(page).as("rewrite with -Dgolden.update=true").hasContent(expected);
  }
}
