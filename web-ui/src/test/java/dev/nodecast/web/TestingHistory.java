package dev.nodecast.web;

import dev.nodecast.web.read.DurationBands;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.TimeRange;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Made-up curves. */
final class TestingHistory {
  private TestingHistory() {}

  static Series of(Subject subject, Set<Metric> metrics, TimeRange range) {
    Map<Metric, double[]> values = new EnumMap<>(Metric.class);
    for (Metric metric : metrics) {
      // Block I/O is not measured, and never was; of round trips nothing is stored; of units, whose
      // node runs no kernel programs, nothing that those see.
      boolean programs = metric.compareTo(Metric.RUN_QUEUE_P50) >= 0;
      boolean unit = subject.id().endsWith("-3");
      if (metric.name().matches("BLOCK_.*|TCP_RTT_.*")
          || (unit && (programs || metric.name().endsWith("_SWITCHES")))) {
        continue;
      }
      double top =
          switch (metric.quantity()) {
            case BYTES -> 40 * Samples.GIB;
            case BYTES_PER_SECOND -> 150e6;
            case SHARE -> 0.4;
            case CORES -> 4;
            case SECONDS -> 0.02;
            default -> 300;
          };
      values.put(metric, Samples.curve(metric.name().length(), range.points(), top));
    }
    int rows =
        switch (subject.kind()) {
          case NODE -> 16;
          case SERVICE -> DurationBands.COUNT;
          default -> 0;
        };
    double[][] heat = new double[rows][];
    for (int i = 0; i < heat.length; i++) {
      heat[i] = Samples.curve(i, range.points(), 1);
    }
    return new Series(range, values, heat, "");
  }
}
