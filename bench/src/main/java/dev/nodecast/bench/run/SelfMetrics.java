package dev.nodecast.bench.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code /metrics} of an aggregator or an agent says at one moment.
 *
 * @param values by name with labels, as written there
 */
public record SelfMetrics(Map<String, Double> values) {
  public static SelfMetrics of(Cluster cluster) throws IOException, InterruptedException {
    return parse(cluster.text("/metrics"));
  }

  /**
   * Those of an agent.
   *
   * @param port of its NODECAST_TELEMETRY_ADDRESS
   */
  public static SelfMetrics of(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(Duration.ofSeconds(10))
            .build();
    return parse(
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static SelfMetrics parse(String text) {
    Map<String, Double> values = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int blank = line.lastIndexOf(' ');
      if (blank > 0 && line.charAt(0) != '#') {
        values.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
      }
    }
    return new SelfMetrics(values);
  }

  /** 0 where it is not there. */
  public double of(String name) {
    return values.getOrDefault(name, 0.0);
  }

  /** Of all labels together. */
  public double sum(String name) {
    return values.entrySet().stream()
        .filter(one -> one.getKey().equals(name) || one.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
