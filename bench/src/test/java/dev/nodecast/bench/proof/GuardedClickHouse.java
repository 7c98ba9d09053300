package dev.nodecast.bench.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ClickHouse that somebody else runs: the engine as a process of its own, behind HTTPS, which
 * asks for a user and a password and answers as ClickHouse does when they are wrong.
 */
final class GuardedClickHouse implements AutoCloseable {
  static final String USER = "writer";
  static final String PASSWORD = "p&ss w=rd";

  /** Those that Java's client sets itself or that belong to one connection. */
  private static final Set<String> HOP =
      Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect");

  private final Program engine;
  private final int enginePort = Ports.free();
  private final HttpsServer front;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong admitted = new AtomicLong();

  GuardedClickHouse(Path directory, Certificate certificate) throws IOException {
    Path lib = LocalCluster.repository().resolve("dist/aggregator/lib");
    Path library = library();
    engine =
        Program.start(
            "engine",
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx160m",
                "-cp",
                lib + "/*",
                "dev.nodecast.aggregator.engine.ClickHouseProcess",
                "--library=" + library,
                "--data=" + Files.createDirectories(directory.resolve("server")),
                "--port=" + enginePort),
            Map.of(),
            directory.resolve("engine.log"));
    Eventually.within(
        LocalCluster.SOON, "the engine serves", () -> engine.log().contains("ready on port"));
    front = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    front.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    front.setExecutor(threads);
    front.createContext("/", this::answer);
    front.start();
  }

  /** The engine that the set-up fetched. */
  private static Path library() throws IOException {
    Process fetch =
        new ProcessBuilder(LocalCluster.repository().resolve("scripts/fetch-clickhouse").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return Path.of(
        new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
  }

  /** Where it is, without who asks. */
  String jdbcUrl(Path trusted) {
    return "jdbc:clickhouse:https://127.0.0.1:"
        + front.getAddress().getPort()
        + "/?sslrootcert="
        + trusted;
  }

  /** Requests with the right credentials. */
  long admitted() {
    return admitted.get();
  }

  /** Asks the engine itself, past the guard. */
  String sql(String statement) throws IOException, InterruptedException {
    return Web.post("http://127.0.0.1:" + enginePort + "/?database=nodecast", statement).strip();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String token =
          Base64.getEncoder()
              .encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
      if (!("Basic " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        byte[] text =
            "Code: 516. DB::Exception: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)"
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", "516");
        exchange.sendResponseHeaders(403, text.length);
        exchange.getResponseBody().write(text);
        return;
      }
      admitted.incrementAndGet();
      forward(exchange, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + enginePort + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    exchange.sendResponseHeaders(response.statusCode(), 0);
    try (InputStream in = response.body()) {
      in.transferTo(exchange.getResponseBody());
    }
  }

  @Override
  public void close() throws InterruptedException {
    front.stop(0);
    threads.shutdownNow();
    engine.stop(Duration.ofSeconds(20));
  }
}
