package dev.nodecast.agent.identity;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An API server and a kubelet that answer with what real ones said, and with faults. */
final class TestingApi implements AutoCloseable {
  /** Ends the watch that takes it. */
  static final String END = "";

  private static final int PAGE = 3;

  final List<String> queries = new CopyOnWriteArrayList<>();
  final List<String> tokens = new CopyOnWriteArrayList<>();

  /** Lines of watches, to whichever is open. */
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /** The next answer's status; 200 again after it. */
  volatile int failOnce;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  TestingApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  static JsonObject recorded(String name) {
    return JsonParser.parseReader(
            new InputStreamReader(
                TestingApi.class.getResourceAsStream("/pods/" + name + ".json"),
                StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    queries.add(exchange.getRequestURI().getPath() + "?" + query);
    tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    int fail = failOnce;
    if (fail != 0) {
      failOnce = 0;
      exchange.sendResponseHeaders(fail, -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      if (query.contains("watch=1")) {
        watch(out);
      } else if (exchange.getRequestURI().getPath().equals("/pods")) {
        out.write(recorded("kubelet").toString().getBytes(StandardCharsets.UTF_8));
      } else {
        out.write(page(query).toString().getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(OutputStream out) throws IOException, InterruptedException {
    for (String line = events.take(); !line.equals(END); line = events.take()) {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (line.contains("\"ERROR\"")) {
        return; // as a real one does
      }
    }
  }

  private static JsonObject page(String query) {
    JsonObject list = recorded("api");
    JsonArray all = list.getAsJsonArray("items");
    int at = query.indexOf("&continue=");
    int from = at < 0 ? 0 : Integer.parseInt(query.substring(at + "&continue=".length()));
    JsonArray some = new JsonArray();
    for (int i = from; i < Math.min(all.size(), from + PAGE); i++) {
      some.add(all.get(i));
    }
    JsonObject metadata = new JsonObject();
    metadata.addProperty("resourceVersion", "1000");
    if (from + PAGE < all.size()) {
      metadata.addProperty("continue", String.valueOf(from + PAGE));
    }
    list.add("items", some);
    list.add("metadata", metadata);
    return list;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
