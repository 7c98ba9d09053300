package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes points of metrics that are switched on and hands them over in parts, because a large
 * cluster's points of one collection would not fit into the heap at once.
 */
final class Points {
  /** Points a part: about 1 MiB. */
  static final int PART = 10_000;

  private final Set<String> on;
  private final Consumer<List<MetricPoint>> sink;
  private List<MetricPoint> part = new ArrayList<>();
  private long count;

  /**
   * @param on names of metrics
   * @param sink takes each part
   */
  Points(Set<String> on, Consumer<List<MetricPoint>> sink) {
    this.on = on;
    this.sink = sink;
  }

  boolean wants(K8sMetric metric) {
    return on.contains(metric.name());
  }

  /** A number of the API; nothing where the API leaves it out. */
  void given(K8sMetric metric, Subject subject, long value) {
    if (value != Amounts.NONE) {
      add(metric, subject, Map.of(), value);
    }
  }

  /** A count of the API, which leaves out zeros. */
  void count(K8sMetric metric, Subject subject, long value) {
    add(metric, subject, Map.of(), value == Amounts.NONE ? 0 : value);
  }

  /** A point for each state, 1 for the present one, so that a change leaves no old 1 behind. */
  void states(K8sMetric metric, Subject subject, List<String> states, String now) {
    if (wants(metric)) {
      for (String state : states) {
        add(metric, subject, Map.of(metric.name(), state), state.equals(now) ? 1 : 0);
      }
    }
  }

  void add(K8sMetric metric, Subject subject, Map<String, String> attributes, double value) {
    if (!wants(metric)) {
      return;
    }
    part.add(new MetricPoint(metric, subject, attributes, value));
    count++;
    if (part.size() == PART) {
      flush();
    }
  }

  /** Hands over the rest. */
  void flush() {
    if (!part.isEmpty()) {
      List<MetricPoint> full = part;
      part = new ArrayList<>();
      sink.accept(full);
    }
  }

  long count() {
    return count;
  }
}
