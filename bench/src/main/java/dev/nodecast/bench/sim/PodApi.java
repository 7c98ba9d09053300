package dev.nodecast.bench.sim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** An API server on loopback that has the pods of {@link PodTexts} and nothing else. */
public final class PodApi implements AutoCloseable {
  private static final String RESOURCES =
      "{\"resources\":[{\"name\":\"pods\",\"verbs\":[\"list\",\"watch\"]}]}";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private final HttpServer server;
  private final PodTexts texts = new PodTexts();
  private final int pods;
  private final int changesPerSecond;

  /**
   * @param changesPerSecond that the watch tells
   */
  public PodApi(int pods, int changesPerSecond) throws IOException {
    this.pods = pods;
    this.changesPerSecond = changesPerSecond;
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
      text.append(i == from ? "" : ",").append(texts.pod(i, i, 0));
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
              + texts.pod((int) (change * 7919L % pods), version, change)
              + "}\n";
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
