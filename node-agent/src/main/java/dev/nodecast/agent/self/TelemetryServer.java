package dev.nodecast.agent.self;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The agent's own small HTTP ports: {@code /metrics} on one, {@code /health} and {@code /ready} on
 * another. The JDK's server: two text pages do not justify an event loop in a process that counts
 * its megabytes.
 */
public final class TelemetryServer implements AutoCloseable {
  /** An answer: status code, content type and what it says. */
  public static final class Answer {
    /** Prometheus' text format, which is also plain text. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final int status;
    private final String type;
    private final byte[] body;

    public Answer(int status, String text) {
      this(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    Answer(int status, String type, byte[] body) {
      this.status = status;
      this.type = type;
      this.body = body;
    }
  }

  /** What is at a path. */
  interface Page {
    /**
     * One request.
     *
     * @param accept its header of that name; empty without one
     */
    Answer answer(String accept);
  }

  private final HttpServer server;
  private final ExecutorService executor;

  /**
   * Listens.
   *
   * @param key configuration key of the address, for the message when it is taken
   * @param pages what to answer by path
   * @throws IOException naming the key and the address when it cannot be listened on
   */
  public TelemetryServer(String key, InetSocketAddress address, Map<String, Page> pages)
      throws IOException {
    try {
      server = HttpServer.create(address, 16);
    } catch (IOException e) {
      throw new IOException(key + ": cannot listen on " + address + " (" + e.getMessage() + ")", e);
    }
    executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "telemetry");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Map<String, Page> pages) throws IOException {
    try (exchange) {
      String accept = exchange.getRequestHeaders().getFirst("Accept");
      Page page = pages.get(exchange.getRequestURI().getPath());
      Answer answer =
          page == null
              ? new Answer(
                  404, "not found (expected: one of " + String.join(", ", pages.keySet()) + ")\n")
              : page.answer(accept == null ? "" : accept);
      exchange.getResponseHeaders().set("Content-Type", answer.type);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status, head ? -1 : answer.body.length);
      if (!head) {
        exchange.getResponseBody().write(answer.body);
      }
    }
  }
}
