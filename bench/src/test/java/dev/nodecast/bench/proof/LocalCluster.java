package dev.nodecast.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One aggregator with its embedded ClickHouse, and agents, as a user starts them: from {@code
 * dist/}, configured by environment variables. Ports stay the same over restarts. Not thread-safe.
 */
final class LocalCluster implements AutoCloseable {
  /** Generous: a JVM on a loaded machine of two cores. */
  static final Duration SOON = Duration.ofSeconds(90);

  private static final Duration STOP = Duration.ofSeconds(20);
  private static final int LOG_LINES = 60;
  private static final Set<LocalCluster> OPEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Program> programs = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> agents = new LinkedHashMap<>();
  private final List<ProcessHandle> engines = new ArrayList<>();
  private final int http = Ports.free();
  private final int ingest = Ports.free();
  private final int clickhouse = Ports.free();

  /**
   * Starts nothing.
   *
   * @param directory for data, spools and logs
   */
  LocalCluster(Path directory) {
    this.directory = directory;
    set("NODECAST_HTTP", "127.0.0.1:" + http);
    set("NODECAST_INGEST", "127.0.0.1:" + ingest);
    set("NODECAST_CLICKHOUSE_PORT", String.valueOf(clickhouse));
    set("NODECAST_CLICKHOUSE_MEMORY", "1GiB");
    set("NODECAST_DATA_DIR", directory.resolve("clickhouse").toString());
    set("NODECAST_MIN_FREE", "64MiB");
    OPEN.add(this);
  }

  /** A setting of the aggregator; before it starts. */
  LocalCluster set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** Stores in a server that somebody else runs, instead of an engine of its own. */
  LocalCluster storedIn(String url, String user, String password) {
    List.of("NODECAST_CLICKHOUSE_PORT", "NODECAST_CLICKHOUSE_MEMORY", "NODECAST_DATA_DIR")
        .forEach(settings::remove);
    return set("NODECAST_CLICKHOUSE_URL", url)
        .set("NODECAST_CLICKHOUSE_USER", user)
        .set("NODECAST_CLICKHOUSE_PASSWORD", password);
  }

  /** Where the repository is: tests run in a module's directory or at the root. */
  static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.isRegularFile(at.resolve("scripts/package"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new AssertionError(Path.of("").toAbsolutePath() + ": not within the repository");
    }
    return at;
  }

  static String launcher(String program) {
    Path launcher = repository().resolve("dist/" + program + "/bin/nodecast-" + program);
    if (!Files.isExecutable(launcher)) {
      throw new AssertionError(launcher + ": missing (expected: scripts/package has run)");
    }
    return launcher.toString();
  }

  Program startAggregator() throws IOException {
    return start("aggregator", "aggregator", settings);
  }

  /** Starts the aggregator and waits until it stores. */
  LocalCluster ready() throws IOException {
    startAggregator();
    awaitReady();
    return this;
  }

  void awaitReady() {
    Eventually.within(
        SOON,
        () -> "the aggregator is ready; /ready says " + ready(ask("/ready")),
        () -> ask("/ready").statusCode() == 200);
  }

  private static String ready(HttpResponse<String> answer) {
    return answer == null ? "nothing" : answer.statusCode() + " " + answer.body();
  }

  /** Null when nobody answers. */
  private HttpResponse<String> ask(String path) {
    try {
      return Web.get(url(path));
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /**
   * Starts an agent that simulates pods.
   *
   * @param more settings as {@code KEY=value}
   */
  Program startAgent(String node, String... more) throws IOException {
    return startAgent(node, node, more);
  }

  /** As above, for a node name that cannot be the name of a directory. */
  Program startAgent(String label, String node, String[] more) throws IOException {
    Map<String, String> of = agent(label, node);
    for (String setting : more) {
      int equals = setting.indexOf('=');
      of.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    agents.put(label, of);
    return start(label, "agent", of);
  }

  private Map<String, String> agent(String label, String node) {
    Map<String, String> of = new LinkedHashMap<>();
    of.put("NODECAST_NODE", node);
    of.put("NODECAST_AGGREGATOR", "127.0.0.1:" + ingest);
    of.put("NODECAST_SPOOL_DIR", spool(label).toString());
    of.put("NODECAST_TELEMETRY_ADDRESS", "off");
    of.put("NODECAST_HEALTH_ADDRESS", "off");
    of.put("NODECAST_DEV", "true");
    return of;
  }

  /**
   * Starts an agent of this machine, without simulated pods, by another program.
   *
   * @param before the words before the launcher: what limits the agent
   */
  Program startAgentBy(List<String> before, String node) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(launcher("agent"));
    Map<String, String> of = agent(node, node);
    of.put("NODECAST_DEV", "false");
    of.put("NODECAST_PROCESS_LIMIT", "0");
    return start(node, command, of);
  }

  /** Starts an agent again, with the settings that it had. */
  Program restartAgent(String label) throws IOException {
    return start(label, "agent", agents.get(label));
  }

  private Program start(String name, String program, Map<String, String> with) throws IOException {
    return start(name, List.of(launcher(program)), with);
  }

  private Program start(String name, List<String> command, Map<String, String> with)
      throws IOException {
    Path home = Files.createDirectories(directory.resolve("work/" + name));
    Program started = Program.start(name, command, with, home.resolve(name + ".log"));
    programs.put(name, started);
    return started;
  }

  Program program(String name) {
    return programs.get(name);
  }

  Path spool(String label) {
    return directory.resolve("spool").resolve(label);
  }

  /** The embedded engine's process, once the aggregator has one. */
  ProcessHandle engine() {
    ProcessHandle engine =
        Eventually.within(
            SOON,
            "the aggregator has a child process",
            () -> program("aggregator").children().stream().findFirst().orElse(null));
    engines.add(engine);
    return engine;
  }

  String url(String path) {
    return "http://127.0.0.1:" + http + path;
  }

  int httpPort() {
    return http;
  }

  int ingestPort() {
    return ingest;
  }

  int clickhousePort() {
    return clickhouse;
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return Web.json(url(path));
  }

  /** Tab-separated lines, as ClickHouse answers a statement without FORMAT. */
  List<String[]> sql(String statement) throws IOException, InterruptedException {
    return Web.rows(clickhouse, statement);
  }

  /** Waits until every one of these nodes is shown as live. */
  void awaitLive(String... nodes) {
    Eventually.within(
        SOON, Arrays.toString(nodes) + " are live", () -> live().containsAll(List.of(nodes)));
  }

  /** Names of the nodes that are live now. */
  List<String> live() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (JsonNode node : json("/api/v1/nodes").get("nodes")) {
      if (node.get("state").asText().equals("live")) {
        names.add(node.get("name").asText());
      }
    }
    return names;
  }

  /** The last lines of every log of every cluster that runs. */
  static void printLogs() {
    for (LocalCluster cluster : OPEN) {
      for (Program program : cluster.programs.values()) {
        String[] lines = program.log().split("\n");
        int from = Math.max(0, lines.length - LOG_LINES);
        System.err.println("--- " + program.name() + " (pid " + program.pid() + ")");
        Arrays.stream(lines).skip(from).forEach(System.err::println);
      }
    }
  }

  /** Ends everything, agents first; what does not end in time is killed. */
  @Override
  public void close() throws InterruptedException {
    OPEN.remove(this);
    List<Program> all = new ArrayList<>(programs.values());
    for (Program program : all) {
      engines.addAll(program.children());
    }
    all.sort(
        (a, b) -> Boolean.compare(a.name().equals("aggregator"), b.name().equals("aggregator")));
    for (Program program : all) {
      try {
        program.stop(STOP);
      } catch (AssertionError e) {
        program.kill();
      }
    }
    for (ProcessHandle engine : engines) {
      engine.destroyForcibly();
    }
  }
}
