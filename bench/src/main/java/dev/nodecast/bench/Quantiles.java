package dev.nodecast.bench;

import java.util.Arrays;

/** Order statistics of a few measurements. */
record Quantiles(double[] sorted) {
  static Quantiles of(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return new Quantiles(copy);
  }

  double median() {
    return at(0.5);
  }

  /** The smallest value that is at least as large as this share of all. */
  double at(double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))];
  }
}
