package dev.nodecast.bench;

import java.util.Arrays;

/** Order statistics of a few measurements. */
record Quantiles(double[] sorted) {
  /**
   * How many of n values are below what their median would be if there were more is binomial, of
   * deviation √n/2, however they are distributed: 1.96 of it is 0.98/√n of them.
   */
  private static final double OF_MEDIAN_95 = 0.98;

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

  /** Between what they are, and between what their median is, at 95 %. */
  String spread() {
    double near = OF_MEDIAN_95 / Math.sqrt(sorted.length);
    return Report.digits(at(0))
        + ".."
        + Report.digits(at(1))
        + "; their median, at 95 %, within "
        + Report.digits(at(0.5 - near))
        + ".."
        + Report.digits(at(0.5 + near));
  }
}
