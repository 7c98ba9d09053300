package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.store.BucketPoint;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.web.read.DurationBands;
import java.util.Arrays;
import java.util.List;

/** How the requests of each step are spread over bands of duration. */
final class DurationHeat {
  private static final double MICROS = 1e-6;

  private DurationHeat() {}

  /**
   * Shares, {@code [band][point]}; NaN at points without a request. Empty when there was none at
   * all.
   */
  static double[][] of(List<BucketPoint> steps, int points) {
    if (steps.stream().allMatch(step -> step.counts().length == 0)) {
      return new double[0][];
    }
    double[][] shares = new double[DurationBands.COUNT][points];
    for (double[] share : shares) {
      Arrays.fill(share, Double.NaN);
    }
    for (BucketPoint step : steps) {
      if (step.counts().length == 0 || step.point() >= points) {
        continue;
      }
      // A band without a request is a zero where there were others, so that means are right.
      for (double[] share : shares) {
        share[step.point()] = Double.isNaN(share[step.point()]) ? 0 : share[step.point()];
      }
      double all = Arrays.stream(step.counts()).asDoubleStream().sum();
      for (int i = 0; i < step.buckets().length; i++) {
        double seconds = Histogram.middle(step.buckets()[i]) * MICROS;
        double[] band = shares[DurationBands.of(seconds)];
        band[step.point()] += step.counts()[i] / all;
      }
    }
    return shares;
  }
}
