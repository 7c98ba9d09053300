package dev.nodecast.bench.sim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An API server on loopback with 1,000 nodes, 5,000 deployments with their replica sets, services
 * and endpoints, as many pods as are asked for, and the nodes' kubelets behind its proxy.
 */
public final class ClusterApi implements AutoCloseable {
  public static final int NODES = PodTexts.NODES;

  private static final String SUMMARY = "/proxy/stats/summary";
  private static final int PAGE = 500;

  private static final Map<String, String> DISCOVERY =
      Map.of(
          "/api/v1",
          resources(
              "namespaces:Namespace", "nodes:Node", "pods:Pod", "services:Service", "events:Event"),
          "/apis",
          "{\"groups\":[]}",
          "/apis/apps/v1",
          resources("deployments:Deployment", "replicasets:ReplicaSet"),
          "/apis/discovery.k8s.io/v1",
          resources("endpointslices:EndpointSlice"));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong listed = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong summaries = new AtomicLong();
  private final long began = System.nanoTime();
  private final PodTexts podTexts = new PodTexts();
  private final SummaryTexts summaryTexts;
  private final Map<String, ClusterTexts.Objects> others;
  private final HttpServer server;
  private final int pods;
  private volatile int changesPerSecond;

  public ClusterApi(int pods) throws IOException {
    this.pods = pods;
    summaryTexts = new SummaryTexts(pods);
    others = new ClusterTexts(pods).all();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A kubeconfig that names it, with nothing to show. */
  public String kubeconfig() {
    return """
        {"apiVersion":"v1","kind":"Config","current-context":"bench",
        "clusters":[{"name":"bench","cluster":{"server":"%s"}}],
        "contexts":[{"name":"bench","context":{"cluster":"bench","user":"bench"}}],
        "users":[{"name":"bench","user":{}}]}
        """
        .formatted(url());
  }

  /** From now on the watch of pods tells so many changes a second: restarts of containers. */
  public void changesPerSecond(int count) {
    changesPerSecond = count;
  }

  /** Changes told so far. */
  public long changes() {
    return changes.get();
  }

  /** Bytes of lists so far. */
  public long listedBytes() {
    return listed.get();
  }

  /** Summaries that kubelets were asked for so far. */
  public long summaries() {
    return summaries.get();
  }

  private void answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    boolean list = path.equals("/api/v1/pods") || others.containsKey(path);
    boolean known = list || DISCOVERY.containsKey(path) || path.endsWith(SUMMARY);
    try (exchange) {
      exchange.sendResponseHeaders(known ? 200 : 404, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        if (list && query.contains("watch=")) {
          watch(out, path.equals("/api/v1/pods"));
        } else if (list) {
          page(out, path, query);
        } else if (known) {
          write(out, path.endsWith(SUMMARY) ? summary(path) : DISCOVERY.get(path));
        }
      }
    } catch (IOException e) {
      // The one who asked went away: that is how a watch ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String summary(String path) {
    String node = path.substring(path.indexOf("/node-") + 6, path.indexOf(SUMMARY));
    summaries.incrementAndGet();
    return summaryTexts.summary(Integer.parseInt(node), (System.nanoTime() - began) / 1e9);
  }

  private void page(OutputStream out, String path, String query) throws IOException {
    ClusterTexts.Objects objects = others.get(path);
    int count = objects == null ? pods : objects.count();
    int at = query.indexOf("continue=");
    int from = at < 0 ? 0 : Integer.parseInt(query.substring(at + 9).split("&", 2)[0]);
    int to = Math.min(count, from + PAGE);
    StringBuilder text = new StringBuilder((to - from) * 6000 + 200);
    text.append("{\"metadata\":{\"resourceVersion\":\"").append(pods).append("\",\"continue\":\"");
    text.append(to < count ? String.valueOf(to) : "").append("\"},\"items\":[");
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ",");
      text.append(objects == null ? podTexts.pod(i, i, 0) : objects.text().apply(i));
    }
    listed.addAndGet(write(out, text.append("]}").toString()));
  }

  /** Of all but pods nothing changes. */
  private void watch(OutputStream out, boolean ofPods) throws IOException, InterruptedException {
    out.flush();
    long version = pods;
    while (true) {
      int pace = ofPods ? changesPerSecond : 0;
      if (closed.await(pace > 0 ? 1_000_000 / pace : 100_000, TimeUnit.MICROSECONDS)) {
        return;
      }
      if (pace > 0) {
        version++;
        long change = changes.incrementAndGet();
        String pod = podTexts.pod((int) (change * 7919L % pods), version, (int) change);
        write(out, "{\"type\":\"MODIFIED\",\"object\":" + pod + "}\n");
        out.flush();
      }
    }
  }

  private static int write(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    return bytes.length;
  }

  /**
   * @param named a resource's plural name and kind
   */
  private static String resources(String... named) {
    StringBuilder out = new StringBuilder("{\"resources\":[");
    for (String one : named) {
      String[] parts = one.split(":", 2);
      out.append(out.charAt(out.length() - 1) == '[' ? "" : ",")
          .append("{\"name\":\"%s\",\"kind\":\"%s\"".formatted(parts[0], parts[1]))
          .append(",\"namespaced\":true,\"verbs\":[\"list\",\"watch\"]}");
    }
    return out.append("]}").toString();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
