package dev.nodecast.bench;

import dev.nodecast.bench.run.Quiet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What viewers of one page waited for, a poll each 50 ms, timed from sending to the last byte of
 * the compressed answer.
 *
 * @param health of {@code /health} after each poll: the machine's own delays
 */
record PagePolls(double[] ms, double[] bytes, double[] health, int count, int unchanged) {
  private static final Pattern TOKEN = Pattern.compile("id=\"tick\"[^>]*value=\"([^\"]+)\"");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Who look at a fragment; each one tells the tick that it shows. */
  static final class Viewers {
    private final URI base;
    private final String path;
    private final String[] shown;

    Viewers(URI base, String path, int count) {
      this.base = base;
      this.path = path;
      shown = new String[count];
    }
  }

  static PagePolls poll(Viewers viewers, int seconds) throws Exception {
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
      String tick = viewers.shown[i % viewers.shown.length];
      URI uri = viewers.base.resolve(viewers.path + (tick == null ? "" : "?tick=" + tick));
      long before = System.nanoTime();
      HttpResponse<byte[]> response =
          HTTP.send(request(uri), HttpResponse.BodyHandlers.ofByteArray());
      ms[i] = (System.nanoTime() - before) / 1e6;
      bytes[i] = response.body().length;
      long asked = System.nanoTime();
      get(viewers.base.resolve("/health"));
      health[i] = (System.nanoTime() - asked) / 1e6;
      if (response.statusCode() == 204) {
        unchanged++;
        continue;
      }
      Matcher token = TOKEN.matcher(Quiet.gunzip(response.body()));
      if (response.statusCode() != 200 || !token.find()) {
        throw new IllegalStateException(uri + ": " + response.statusCode() + ", no tick in it");
      }
      viewers.shown[i % viewers.shown.length] = token.group(1);
    }
    return new PagePolls(ms, bytes, health, count, unchanged);
  }

  /** Bytes of one answer, as they come. */
  static int get(URI uri) throws Exception {
    return HTTP.send(request(uri), HttpResponse.BodyHandlers.ofByteArray()).body().length;
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri)
        .timeout(Duration.ofSeconds(20))
        .header("Accept-Encoding", "gzip")
        .build();
  }
}
