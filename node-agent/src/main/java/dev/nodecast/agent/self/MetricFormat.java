package dev.nodecast.agent.self;

import dev.nodecast.catalog.BucketCounts;
import java.util.List;

/**
 * Takes metric families one after the other, each with its samples; names and values of labels
 * alternate.
 */
public interface MetricFormat {
  /**
   * One of the values of a bucket.
   *
   * @param value in the metric's unit
   * @param timeMs Unix milliseconds
   */
  record Exemplar(String traceId, String spanId, double value, long timeMs) {}

  /** Exemplars of one histogram. */
  interface Exemplars {
    /** A histogram without any. */
    Exemplars NONE = bound -> null;

    /** Of the bucket that ends at this bound, by its number; the last one ends at none. Or null. */
    Exemplar of(int bound);
  }

  /** Starts a family: {@code counter}, {@code gauge} or {@code histogram}. */
  MetricFormat family(String name, String type, String help);

  /** One sample of a counter or gauge. */
  MetricFormat sample(String name, double value, String... labels);

  /**
   * One histogram.
   *
   * @param scale what a value of the counts is multiplied with: 1e-6 makes seconds of microseconds
   * @param bounds of classic buckets, ascending, in the scaled unit
   * @param exemplars are left out where the format has none
   */
  MetricFormat histogram(
      String name,
      BucketCounts counts,
      double scale,
      List<Double> bounds,
      Exemplars exemplars,
      String... labels);
}
