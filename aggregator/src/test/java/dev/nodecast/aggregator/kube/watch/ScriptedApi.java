package dev.nodecast.aggregator.kube.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * An API server that answers as it is told and remembers what it was asked: {@code list}, {@code
 * page TOKEN}, {@code watch VERSION}, or the path of anything else. What it was told nothing about
 * is 404, but a watch is left open.
 */
final class ScriptedApi implements AutoCloseable {
  /** How an answer ends. */
  enum End {
    WHOLE,
    CUT,
    OPEN
  }

  record Answer(int status, End end, List<String> parts) {
    static Answer ok(String body) {
      return new Answer(200, End.WHOLE, List.of(body));
    }

    static Answer refused(int code, String reason) {
      return new Answer(
          code,
          End.WHOLE,
          List.of(
              "{\"kind\":\"Status\",\"code\":"
                  + code
                  + ",\"reason\":\""
                  + reason
                  + "\",\"message\":\"no\"}"));
    }

    /** Events, one line each. */
    static Answer events(End end, String... lines) {
      return new Answer(200, end, List.of(lines).stream().map(line -> line + "\n").toList());
    }
  }

  private final Map<String, Queue<Answer>> script = new HashMap<>();
  private final Map<String, Answer> lists = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int port;
  private HttpServer server;
  private CountDownLatch open;

  ScriptedApi() throws IOException {
    port = start(0);
    on(
        "/api/v1",
        Answer.ok("{\"resources\":[{\"name\":\"pods\",\"verbs\":[\"list\",\"watch\"]}]}"));
  }

  private int start(int on) throws IOException {
    open = new CountDownLatch(1);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), on), 0);
    server.setExecutor(threads);
    CountDownLatch until = open;
    server.createContext("/", exchange -> answer(exchange, until));
    server.start();
    return server.getAddress().getPort();
  }

  /** The port refuses connections from now on, and open answers break. */
  void goAway() {
    synchronized (this) {
      open.countDown();
    }
    server.stop(0);
  }

  void comeBack() throws IOException {
    start(port);
  }

  KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withRequestRetryBackoffLimit(0)
                .withHttp2Disable(true)
                .build())
        .build();
  }

  /** Answers in this order to requests of this kind; the last one is not repeated. */
  synchronized void on(String request, Answer... answers) {
    script.computeIfAbsent(request, key -> new ArrayDeque<>()).addAll(List.of(answers));
  }

  /** Answers every list of this collection for which nothing else was told. */
  synchronized void always(String path, Answer answer) {
    lists.put(path, answer);
  }

  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  int port() {
    return port;
  }

  private void answer(HttpExchange exchange, CountDownLatch until) {
    String request = request(exchange);
    Answer answer;
    synchronized (this) {
      if (until.getCount() == 0) {
        // Came while the server went: the answer is for who asks the next one.
        exchange.close();
        return;
      }
      if (!request.startsWith("/")) {
        asked.add(request);
      }
      Queue<Answer> answers = script.get(request);
      answer = answers == null ? null : answers.poll();
      if (answer == null && request.equals("list")) {
        answer = lists.get(exchange.getRequestURI().getPath());
      }
    }
    if (answer == null) {
      answer =
          request.startsWith("watch") ? Answer.events(End.OPEN) : Answer.refused(404, "NotFound");
    }
    try (exchange) {
      exchange.sendResponseHeaders(answer.status(), 0);
      OutputStream body = exchange.getResponseBody();
      for (String part : answer.parts()) {
        body.write(part.getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
      body.flush();
      switch (answer.end()) {
        case WHOLE -> body.close();
        case OPEN -> until.await(1, TimeUnit.MINUTES);
        case CUT -> {}
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String request(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    Map<String, String> values = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      values.put(
          parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    if (values.containsKey("watch")) {
      return "watch " + values.get("resourceVersion");
    }
    if (values.containsKey("continue")) {
      return "page " + values.get("continue");
    }
    if (values.containsKey("limit")) {
      return "list";
    }
    String path = exchange.getRequestURI().getPath();
    return path.endsWith("/pods") ? "whole list" : path;
  }

  static String pod(String name, String version, String phase) {
    return "{\"metadata\":{\"namespace\":\"ns\",\"name\":\""
        + name
        + "\",\"uid\":\"uid-"
        + name
        + "\",\"resourceVersion\":\""
        + version
        + "\"},\"spec\":{\"nodeName\":\"n1\"},\"status\":{\"phase\":\""
        + phase
        + "\"}}";
  }

  static String list(String version, String next, String... items) {
    return "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\""
        + version
        + "\",\"continue\":\""
        + next
        + "\"},\"items\":["
        + String.join(",", items)
        + "]}";
  }

  static String event(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
  }

  static String bookmark(String version) {
    return event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"" + version + "\"}}");
  }

  static String error(int code, String reason) {
    return event(
        "ERROR", "{\"kind\":\"Status\",\"code\":" + code + ",\"reason\":\"" + reason + "\"}");
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 30 s: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Override
  public void close() {
    goAway();
    threads.shutdownNow();
  }
}
