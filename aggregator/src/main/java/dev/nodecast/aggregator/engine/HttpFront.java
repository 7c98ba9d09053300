package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ClickHouse's HTTP interface on 127.0.0.1. The event loop parses and moves bytes; each query runs
 * on a worker thread of a bounded pool, and beyond that is refused as ClickHouse refuses.
 */
final class HttpFront implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]", "::1");

  /** Running and waiting together; each has a thread with a small stack. */
  private static final int MAX_QUERIES = 64;

  private static final int KILL_MILLIS = 200;

  private final Vertx vertx;
  private final ConnectionPool pool;
  private final QueryRunner runner;
  private final EngineIdentity identity;
  private final Set<RunningQuery> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong sequence = new AtomicLong();
  private final ExecutorService workers =
      new ThreadPoolExecutor(0, MAX_QUERIES, 30, TimeUnit.SECONDS, new SynchronousQueue<>());
  private final ScheduledExecutorService reaper = Executors.newSingleThreadScheduledExecutor();

  HttpFront(Vertx vertx, ConnectionPool pool, EngineIdentity identity) {
    this.vertx = vertx;
    this.pool = pool;
    this.identity = identity;
    Sessions sessions = new Sessions(pool);
    runner = new QueryRunner(pool, sessions);
    reaper.scheduleWithFixedDelay(
        this::killAbandoned, KILL_MILLIS, KILL_MILLIS, TimeUnit.MILLISECONDS);
    reaper.scheduleWithFixedDelay(sessions::expire, 1, 1, TimeUnit.SECONDS);
  }

  /** Binds and returns the port; throws when the port is taken. */
  int listen(int port) throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            // ClickHouse's http_max_uri_size: queries and parameters travel in the URL.
            .setMaxInitialLineLength(1024 * 1024)
            .setMaxHeaderSize(64 * 1024)
            .setMaxChunkSize(64 * 1024)
            .setReceiveBufferSize(512 * 1024)
            .setHandle100ContinueAutomatically(true)
            .setIdleTimeout(3600);
    HttpServer server = vertx.createHttpServer(options).requestHandler(this::handle);
    return server
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .actualPort();
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("X-ClickHouse-Server-Display-Name", identity.displayName());
    if (!local(request)) {
      refuse(request, 403, "Host or Origin is not this machine's loopback\n");
      return;
    }
    switch (request.path()) {
      case "/ping", "/replicas_status" -> refuse(request, 200, "Ok.\n");
      case "/" -> {
        if (request.method() == HttpMethod.OPTIONS) {
          refuse(request, 204, "");
        } else if (request.query() == null && request.method() != HttpMethod.POST) {
          refuse(request, 200, "Ok.\n");
        } else {
          start(request);
        }
      }
      default ->
          refuse(request, 404, "There is no handle " + HttpFront.plain(request.path()) + "\n");
    }
  }

  private static String plain(String path) {
    return path.replaceAll("[^A-Za-z0-9/_.-]", "?");
  }

  /**
   * A page of some other site can make a browser send requests here, by rebinding its name to
   * 127.0.0.1 (its Host tells) or across origins (its Origin tells).
   */
  private static boolean local(HttpServerRequest request) {
    String host = request.authority() == null ? "" : request.authority().host();
    if (!LOOPBACK.contains(host)) {
      return false;
    }
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return true;
    }
    try {
      String from = URI.create(origin).getHost();
      return from != null && LOOPBACK.contains(from);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void refuse(HttpServerRequest request, int status, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=UTF-8")
        .end(text);
  }

  private void start(HttpServerRequest request) {
    QueryExchange exchange = new QueryExchange(request, vertx.getOrCreateContext(), identity);
    QueryRequest query;
    try {
      query = QueryRequest.of(request);
    } catch (ClickHouseException e) {
      exchange.fail(e);
      return;
    }
    RunningQuery tracked = new RunningQuery(query.id() + "#" + sequence.incrementAndGet());
    running.add(tracked);
    exchange.onGone(tracked::cancel);
    try {
      workers.execute(() -> work(exchange, query, tracked));
    } catch (RejectedExecutionException e) {
      running.remove(tracked);
      exchange.fail(
          new ClickHouseException(
              ClickHouseException.TOO_MANY_SIMULTANEOUS_QUERIES,
              "Too many simultaneous queries. Maximum: " + MAX_QUERIES));
    }
  }

  private void work(QueryExchange exchange, QueryRequest query, RunningQuery tracked) {
    try {
      exchange.run(runner, query, tracked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.remove(tracked);
    }
  }

  /** Again and again until it is gone: the engine knows a query only some time after its start. */
  private void killAbandoned() {
    for (RunningQuery query : running) {
      if (query.toKill()) {
        try {
          pool.control(
              "KILL QUERY WHERE Settings['log_comment']="
                  + ChdbConnection.quoted(query.tag())
                  + " ASYNC FORMAT Null");
        } catch (ClickHouseException e) {
          log.warn("kill {}: {}", query.tag(), e.getMessage());
        }
      }
    }
  }

  /** Stops accepting, cancels what runs, and waits at most two seconds for it to end. */
  @Override
  public void close() {
    running.forEach(RunningQuery::cancel);
    workers.shutdown();
    try {
      workers.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reaper.shutdownNow();
  }

  static Buffer text(String text) {
    return Buffer.buffer(text.getBytes(UTF_8));
  }
}
