package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.web.WebAnswer;
import dev.nodecast.web.WebRequest;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port: dashboard, JSON API, probes, metrics. The event loop only parses and writes;
 * {@link Routes} answers on workers.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADERS = 16 * 1024;
  private static final int IDLE_SECONDS = 60;
  private static final int START_SECONDS = 20;
  private static final int STOP_SECONDS = 3;

  /** Measured on pages of 50 rows: level 4 costs a third of level 6 and gives 3 % more bytes. */
  private static final int GZIP_LEVEL = 4;

  /**
   * What is served.
   *
   * @param health its clocks; the server adds its own
   * @param ready reasons why this process should get no traffic yet; empty when it should
   * @param windowSeconds length of a stored window
   */
  public record Parts(
      DashboardData data,
      LiveState live,
      IngestCounters counters,
      ProfileApi profiles,
      Storage storage,
      SelfMetrics self,
      Cluster cluster,
      Health health,
      Supplier<List<String>> ready,
      int windowSeconds,
      Clock clock) {}

  private final Vertx vertx;
  private final Routes routes;
  private final io.vertx.core.http.HttpServer server;
  private volatile long tickMs = System.currentTimeMillis();

  /**
   * Listens.
   *
   * @throws IOException naming the address when it cannot be listened on
   */
  public HttpServer(InetSocketAddress address, Parts parts) throws IOException {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(Math.min(4, Runtime.getRuntime().availableProcessors()))
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    parts.health().clock("event loop", () -> tickMs);
    routes = new Routes(parts);
    vertx.setPeriodic(1000, timer -> tickMs = System.currentTimeMillis());
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(address.getHostString())
            .setPort(address.getPort())
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setIdleTimeout(IDLE_SECONDS)
            .setCompressionSupported(true)
            .setCompressionLevel(GZIP_LEVEL);
    try {
      server =
          vertx
              .createHttpServer(options)
              .requestHandler(this::handle)
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      close(null);
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "NODECAST_HTTP: cannot listen on " + address + " (" + reason.getMessage() + ")", e);
    } catch (InterruptedException e) {
      close(null);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting to listen on " + address, e);
    }
  }

  public int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    boolean head = request.method() == HttpMethod.HEAD;
    if (Routes.changes(request.method().name(), request.path())) {
      change(request);
      return;
    }
    if (request.method() != HttpMethod.GET && !head) {
      request.response().putHeader("Allow", "GET, HEAD");
      send(request, Routes.error(405, "method: " + request.method() + " (expected: GET or HEAD)"));
      return;
    }
    WebRequest wanted =
        new WebRequest(
            request.path() == null ? "/" : request.path(),
            or(request.query()),
            or(request.getHeader("Cookie")),
            or(request.getHeader("If-None-Match")));
    try {
      routes
          .executor(wanted.path())
          .execute(
              () -> {
                WebAnswer answer = routes.answer(wanted);
                vertx.runOnContext(nothing -> send(request, answer));
              });
    } catch (RejectedExecutionException e) {
      send(request, Routes.error(503, "too many requests wait (expected: fewer at once)"));
    }
  }

  /** The body is bounded before it is read: what is longer is refused by its announced length. */
  private void change(HttpServerRequest request) {
    String announced = or(request.getHeader("Content-Length"));
    if ((!announced.isEmpty() && !announced.matches("\\d{1,4}"))
        || (!announced.isEmpty() && Integer.parseInt(announced) > ProfileApi.MAX_BODY)
        || request.getHeader("Transfer-Encoding") != null) {
      send(request, Routes.error(413, "body: too long (expected: <= " + ProfileApi.MAX_BODY + ")"));
      return;
    }
    String method = request.method().name();
    String path = request.path();
    String authorization = request.getHeader("Authorization");
    request
        .body()
        .onSuccess(
            body -> {
              try {
                routes
                    .executor(path)
                    .execute(
                        () -> {
                          WebAnswer answer =
                              routes.change(method, path, authorization, body.getBytes());
                          vertx.runOnContext(nothing -> send(request, answer));
                        });
              } catch (RejectedExecutionException e) {
                send(request, Routes.error(503, "too many requests wait (expected: fewer)"));
              }
            });
  }

  private void send(HttpServerRequest request, WebAnswer answer) {
    routes.count(answer.status());
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response.putHeader(header.getKey(), header.getValue());
    }
    if (answer.status() == 204 || answer.status() == 304) {
      response.end();
    } else if (request.method() == HttpMethod.HEAD) {
      response.putHeader("Content-Length", String.valueOf(answer.body().length)).end();
    } else {
      response.end(Buffer.buffer(answer.body()));
    }
  }

  private static String or(String value) {
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    close(server);
  }

  private void close(io.vertx.core.http.HttpServer listening) {
    if (routes != null) {
      routes.close();
    }
    try {
      if (listening != null) {
        listening
            .close()
            .toCompletionStage()
            .toCompletableFuture()
            .get(STOP_SECONDS, TimeUnit.SECONDS);
      }
      vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("http: did not stop cleanly: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
