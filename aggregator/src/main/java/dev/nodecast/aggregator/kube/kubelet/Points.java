package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Points of one scrape: only of metrics that are wanted, and only where there is a number. */
final class Points {
  private final Set<K8sMetric> wanted;
  private final List<MetricPoint> points = new ArrayList<>();

  Points(Set<K8sMetric> wanted) {
    this.wanted = wanted;
  }

  List<MetricPoint> all() {
    return points;
  }

  void add(K8sMetric metric, Subject subject, long value) {
    add(metric, subject, Map.of(), value);
  }

  void add(K8sMetric metric, Subject subject, Map<String, String> attributes, long value) {
    if (value != Amounts.NONE) {
      addNumber(metric, subject, attributes, value);
    }
  }

  void addNumber(K8sMetric metric, Subject subject, double value) {
    addNumber(metric, subject, Map.of(), value);
  }

  void addNumber(K8sMetric metric, Subject subject, Map<String, String> attributes, double value) {
    if (!Double.isNaN(value) && wanted.contains(metric)) {
      points.add(new MetricPoint(metric, subject, attributes, value));
    }
  }

  /** A share of what is given; nothing where none is. */
  void addShare(K8sMetric metric, Subject subject, double value, double whole) {
    addNumber(metric, subject, whole > 0 ? value / whole : Double.NaN);
  }

  /** Bytes or counts as a number; NaN for none. */
  static double number(long value) {
    return value == Amounts.NONE ? Double.NaN : value;
  }
}
