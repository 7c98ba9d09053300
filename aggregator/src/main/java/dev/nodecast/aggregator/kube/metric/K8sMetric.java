package dev.nodecast.aggregator.kube.metric;

import java.util.List;

/**
 * One metric, as OpenTelemetry's receivers k8s_cluster and kubelet_stats define it.
 *
 * @param name {@code k8s.pod.phase}
 * @param unit UCUM
 * @param type gauge, counter (a sum that only grows) or updown (a sum that may fall)
 * @param attributes names of those that its points have
 * @param byDefault whether it is collected without being asked for
 * @param help one sentence
 */
public record K8sMetric(
    String name, String unit, Type type, List<String> attributes, boolean byDefault, String help) {
  /** What a value means. */
  public enum Type {
    GAUGE,
    COUNTER,
    UPDOWN
  }

  public K8sMetric {
    attributes = List.copyOf(attributes);
  }
}
