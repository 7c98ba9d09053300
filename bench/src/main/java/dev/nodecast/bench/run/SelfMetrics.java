package dev.nodecast.bench.run;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code /metrics} of an aggregator says at one moment.
 *
 * @param values by name with labels, as written there
 */
public record SelfMetrics(Map<String, Double> values) {
  public static SelfMetrics of(Cluster cluster) throws IOException, InterruptedException {
    Map<String, Double> values = new TreeMap<>();
    for (String line : cluster.text("/metrics").split("\n", -1)) {
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
