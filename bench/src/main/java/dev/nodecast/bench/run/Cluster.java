package dev.nodecast.bench.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An aggregator from the distribution, with its engine, on free ports, and the agents added to it.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final TempDir directory;
  private final Program aggregator;
  private final List<Program> agents = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int httpPort;
  private final int ingestPort;
  private final int sqlPort;

  /**
   * @param javaOptions for the aggregator, or empty
   */
  public Cluster(String purpose, String javaOptions) throws IOException, InterruptedException {
    this(purpose, javaOptions, Map.of());
  }

  /**
   * As above; further settings of the aggregator win over those that it needs.
   *
   * @param javaOptions for the aggregator, or empty
   */
  public Cluster(String purpose, String javaOptions, Map<String, String> settings)
      throws IOException, InterruptedException {
    this(purpose, javaOptions, settings, List.of());
  }

  /**
   * One whose aggregator and engine take what the processors have left over (SCHED_IDLE): where all
   * of them are busy, they would take a tenth from what is measured, and belong on another machine.
   */
  public static Cluster aside(String purpose) throws IOException, InterruptedException {
    return new Cluster(purpose, "", Map.of(), List.of("chrt", "--idle", "0"));
  }

  private Cluster(
      String purpose, String javaOptions, Map<String, String> settings, List<String> under)
      throws IOException, InterruptedException {
    directory = new TempDir(purpose);
    httpPort = Ports.free();
    ingestPort = Ports.free();
    sqlPort = Ports.free();
    Map<String, String> environment = new HashMap<>();
    environment.put("NODECAST_HTTP", "127.0.0.1:" + httpPort);
    environment.put("NODECAST_INGEST", "127.0.0.1:" + ingestPort);
    environment.put("NODECAST_CLICKHOUSE_PORT", Integer.toString(sqlPort));
    environment.put("NODECAST_DATA_DIR", directory.path().resolve("clickhouse").toString());
    environment.put("NODECAST_MIN_FREE", "256MiB");
    environment.put("NODECAST_JAVA_OPTS", javaOptions);
    environment.putAll(settings);
    List<String> command = new ArrayList<>(under);
    command.addAll(Program.launcher("aggregator"));
    aggregator = Program.start("aggregator", directory.path(), environment, command);
    try {
      Await.until(
          "aggregator",
          START,
          () -> {
            aggregator.requireAlive();
            return status("/ready") == 200;
          });
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /** Starts an agent; further settings win over those that it needs. */
  public Program agent(String node, Map<String, String> settings, String... arguments)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("NODECAST_NODE", node);
    environment.put("NODECAST_AGGREGATOR", "127.0.0.1:" + ingestPort);
    environment.put("NODECAST_SPOOL_DIR", spool(node).toString());
    environment.put("NODECAST_TELEMETRY_ADDRESS", "off");
    environment.put("NODECAST_HEALTH_ADDRESS", "off");
    environment.putAll(settings);
    Program agent =
        Program.start(node, directory.path(), environment, Program.launcher("agent", arguments));
    agents.add(agent);
    return agent;
  }

  /** Where an agent keeps its frames. */
  public Path spool(String node) {
    return directory.path().resolve("spool-" + node);
  }

  public Path path() {
    return directory.path();
  }

  public Program aggregator() {
    return aggregator;
  }

  public int ingestPort() {
    return ingestPort;
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  public Sql sql() {
    return new Sql(URI.create("http://127.0.0.1:" + sqlPort));
  }

  /** What the dashboard or the API answers, uncompressed; empty for 204. */
  public String text(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(get(path), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200 && response.statusCode() != 204) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /**
   * Orders how much a node measures.
   *
   * @param json profile and subjects, as docs/api.md has them
   */
  public void order(String node, String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url("/api/v1/nodes/" + node + "/profile"))
            .timeout(Duration.ofSeconds(20))
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(json + ": " + response.statusCode() + " " + response.body());
    }
  }

  private int status(String path) throws InterruptedException {
    try {
      return http.send(get(path), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(20)).build();
  }

  @Override
  public void close() {
    agents.forEach(Program::close);
    aggregator.close();
    directory.close();
  }
}
