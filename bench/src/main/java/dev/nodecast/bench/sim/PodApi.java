package dev.nodecast.bench.sim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An API server on loopback that has pods and nothing else: as a real one told a pod of two
 * containers, with {@code managedFields}; on 1,000 nodes, of 5,000 workloads in 50 namespaces.
 */
public final class PodApi implements AutoCloseable {
  private static final int NODES = 1000;
  private static final int WORKLOADS = 5000;
  private static final int NAMESPACES = 50;
  private static final String RESOURCES =
      "{\"resources\":[{\"name\":\"pods\",\"verbs\":[\"list\",\"watch\"]}]}";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private final HttpServer server;
  private final String[] template;
  private final int pods;
  private final int changesPerSecond;

  /**
   * @param changesPerSecond that the watch tells
   */
  public PodApi(int pods, int changesPerSecond) throws IOException {
    this.pods = pods;
    this.changesPerSecond = changesPerSecond;
    try (InputStream in = PodApi.class.getResourceAsStream("/pod.json")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("@", -1);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Bytes of lists so far. */
  public long listedBytes() {
    return sent.get();
  }

  private void answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    try (exchange) {
      boolean known = path.equals("/api/v1") || path.equals("/api/v1/pods");
      exchange.sendResponseHeaders(known ? 200 : 404, 0);
      OutputStream out = exchange.getResponseBody();
      if (path.equals("/api/v1")) {
        out.write(RESOURCES.getBytes(StandardCharsets.UTF_8));
      } else if (known && query.contains("watch=true")) {
        watch(out);
      } else if (known) {
        page(out, query);
      }
      out.close();
    } catch (IOException e) {
      // The one who asked went away: that is how a watch ends.
      if (closed.getCount() > 0) {
        throw new UncheckedIOException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void page(OutputStream out, String query) throws IOException {
    int at = query.indexOf("continue=");
    int from = at < 0 ? 0 : Integer.parseInt(query.substring(at + "continue=".length()));
    int to = Math.min(pods, from + 500);
    StringBuilder text = new StringBuilder((to - from) * 6000);
    text.append("{\"metadata\":{\"resourceVersion\":\"").append(pods).append("\",\"continue\":\"");
    text.append(to < pods ? String.valueOf(to) : "").append("\"},\"items\":[");
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ",").append(pod(i, i, 0));
    }
    byte[] bytes = text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    sent.addAndGet(bytes.length);
    out.write(bytes);
  }

  private void watch(OutputStream out) throws IOException, InterruptedException {
    out.flush();
    long version = pods;
    for (int change = 1; ; change++) {
      if (closed.await(1_000_000 / changesPerSecond, TimeUnit.MICROSECONDS)) {
        return;
      }
      version++;
      String line =
          "{\"type\":\"MODIFIED\",\"object\":"
              + pod((int) (change * 7919L % pods), version, change)
              + "}\n";
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private String pod(int index, long version, int restarts) {
    int workload = index % WORKLOADS;
    String id = new UUID(0x4e6f6465_63617374L, index).toString();
    String hash = Integer.toString(workload + 1_000_000, 36);
    Map<String, String> values = new TreeMap<>();
    values.put("NAME", "service-" + workload + "-" + hash + "-" + Integer.toString(index, 36));
    values.put("NAMESPACE", "team-" + workload % NAMESPACES);
    values.put("UID", id);
    values.put("VERSION", String.valueOf(version));
    values.put("OWNER", "service-" + workload + "-" + hash);
    values.put("OWNERUID", new UUID(7, workload).toString());
    values.put("APP", "service-" + workload);
    values.put("NODE", "node-" + index % NODES);
    values.put("IP", "10." + (index >> 16) + "." + (index >> 8 & 255) + "." + (index & 255));
    values.put("CONTAINER", (id + id).replace("-", ""));
    values.put("INIT", (id + new UUID(9, index)).replace("-", ""));
    values.put("RESTARTS", String.valueOf(restarts));
    StringBuilder text = new StringBuilder(6000);
    for (String part : template) {
      text.append(values.getOrDefault(part, part));
    }
    return text.toString();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
