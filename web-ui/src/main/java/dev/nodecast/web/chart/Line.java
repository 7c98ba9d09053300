package dev.nodecast.web.chart;

import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Quantity;

/**
 * One curve of a chart.
 *
 * @param now the live value, for the legend; NaN when not measured
 * @param quantity how the live value prints
 */
public record Line(String label, Metric metric, double now, Quantity quantity) {
  public static Line of(String label, Metric metric, double now) {
    return new Line(label, metric, now, metric.quantity());
  }
}
