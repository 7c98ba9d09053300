package dev.nodecast.aggregator.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.nodecast.aggregator.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real engine in a directory, and the few ways the tests talk to it. */
final class TestEngine implements AutoCloseable {
  static {
    // The drivers log every byte at DEBUG, logback's default.
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  final EmbeddedClickHouse engine;

  TestEngine(Path directory) throws IOException {
    engine = EmbeddedClickHouse.start(EmbeddedClickHouse.Options.of(library(), directory, 0));
  }

  /** The cached library; the test is skipped, by name, where it has not been fetched. */
  static Path library() {
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .orElse(System.getProperty("user.home") + "/.cache");
    Path library = Path.of(cache, "nodecast/clickhouse/26.7.3/libchdb.so");
    assumeTrue(
        Files.isRegularFile(library), "libchdb.so is absent: scripts/fetch-clickhouse gets it");
    return library;
  }

  URI uri(String pathAndQuery) {
    return engine.url().resolve(pathAndQuery);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> sendBytes(HttpRequest.Builder request) throws Exception {
    return http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<String> get(String pathAndQuery) throws Exception {
    return send(HttpRequest.newBuilder(uri(pathAndQuery)));
  }

  HttpResponse<String> post(String pathAndQuery, byte[] body) throws Exception {
    return send(HttpRequest.newBuilder(uri(pathAndQuery)).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> post(String pathAndQuery, String body) throws Exception {
    return post(pathAndQuery, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Runs a statement that must succeed; its text without the last line break. */
  String sql(String statement) throws Exception {
    HttpResponse<String> response = post("/", statement);
    if (response.statusCode() != 200) {
      throw new AssertionError(statement + ": " + response.body());
    }
    return response.body().strip();
  }

  /** Polls until the condition holds; fails, with what it was, at the deadline. */
  static void until(String what, Duration within, Await.Condition condition) {
    Await.until(what, within, condition);
  }

  @Override
  public void close() {
    engine.close();
  }
}
