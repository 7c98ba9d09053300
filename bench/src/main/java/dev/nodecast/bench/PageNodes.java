package dev.nodecast.bench;

import dev.nodecast.bench.run.Quiet;
import dev.nodecast.bench.sim.LargeCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The nodes page's fragment with 1,000 nodes and 100,000 pods, whose values change every second. As
 * many viewers as make one poll each 50 ms, each one every two seconds with the tick that it shows;
 * timed from sending to the last byte of the compressed answer.
 */
final class PageNodes implements Benchmark {
  private static final int NODES = 1000;
  private static final int PODS_PER_NODE = 100;
  private static final int VIEWERS = 40;
  private static final int WARM_UP_SECONDS = 15;
  private static final int SECONDS = 40;
  private static final Pattern TOKEN = Pattern.compile("id=\"tick\"[^>]*value=\"([^\"]+)\"");

  @Override
  public String name() {
    return "page.nodes";
  }

  @Override
  public void run(Report report) throws Exception {
    int ticks = WARM_UP_SECONDS + SECONDS + 20;
    try (LargeCluster cluster = new LargeCluster(NODES, PODS_PER_NODE, ticks)) {
      HttpClient http = HttpClient.newHttpClient();
      URI base = URI.create("http://127.0.0.1:" + cluster.port());
      report.note(
          NODES
              + " nodes, "
              + cluster.pods()
              + " pods in memory, "
              + VIEWERS
              + " viewers; heap in use "
              + Quiet.heapMib()
              + " MiB; load "
              + Machine.load());
      cluster.start();
      String[] shown = new String[VIEWERS];
      poll(http, base, shown, WARM_UP_SECONDS);
      Polls polls = poll(http, base, shown, SECONDS);
      report.note(
          polls.count()
              + " polls, of them unchanged "
              + polls.unchanged()
              + "; ticks applied "
              + cluster.applied());
      report.figure(name() + ".p50", Quantiles.of(polls.ms()).median(), "ms");
      report.figure(name() + ".p99", Quantiles.of(polls.ms()).at(0.99), "ms", Target.atMost(20));
      report.note("beside it: /health after each poll, so the machine's own delays");
      report.figure(name() + ".health.p99", Quantiles.of(polls.health()).at(0.99), "ms");
      report.figure(
          name() + ".bytes", Quantiles.of(polls.bytes()).at(1) / 1024, "KiB", Target.atMost(30));
      report.note(
          "beside it: the fragment for a viewer that shows nothing yet, and the whole page");
      report.figure(name() + ".all", get(http, base.resolve("/live/nodes")) / 1024.0, "KiB");
      report.figure(name() + ".page", get(http, base.resolve("/nodes")) / 1024.0, "KiB");
    }
  }

  private record Polls(double[] ms, double[] bytes, double[] health, int count, int unchanged) {}

  private static Polls poll(HttpClient http, URI base, String[] shown, int seconds)
      throws Exception {
    int count = seconds * 20;
    double[] ms = new double[count];
    double[] bytes = new double[count];
    double[] health = new double[count];
    int unchanged = 0;
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + TimeUnit.MILLISECONDS.toNanos(50L * i);
      long rest = due - System.nanoTime();
      if (rest > 0) {
        TimeUnit.NANOSECONDS.sleep(rest);
      }
      String tick = shown[i % shown.length];
      URI uri = base.resolve("/live/nodes" + (tick == null ? "" : "?tick=" + tick));
      long before = System.nanoTime();
      HttpResponse<byte[]> response =
          http.send(request(uri), HttpResponse.BodyHandlers.ofByteArray());
      ms[i] = (System.nanoTime() - before) / 1e6;
      bytes[i] = response.body().length;
      long asked = System.nanoTime();
      get(http, base.resolve("/health"));
      health[i] = (System.nanoTime() - asked) / 1e6;
      if (response.statusCode() == 204) {
        unchanged++;
        continue;
      }
      Matcher token = TOKEN.matcher(Quiet.gunzip(response.body()));
      if (response.statusCode() != 200 || !token.find()) {
        throw new IllegalStateException(uri + ": " + response.statusCode() + ", no tick in it");
      }
      shown[i % shown.length] = token.group(1);
    }
    return new Polls(ms, bytes, health, count, unchanged);
  }

  private static int get(HttpClient http, URI uri) throws Exception {
    return http.send(request(uri), HttpResponse.BodyHandlers.ofByteArray()).body().length;
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri)
        .timeout(Duration.ofSeconds(20))
        .header("Accept-Encoding", "gzip")
        .build();
  }
}
