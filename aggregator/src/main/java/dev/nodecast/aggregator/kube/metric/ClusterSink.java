package dev.nodecast.aggregator.kube.metric;

import java.util.List;

/** Where receivers hand what they collected. Bounded: it drops and counts, and never blocks. */
public interface ClusterSink {
  /**
   * Whether there is room for more than the little that comes by itself. Who has many at once waits
   * until there is, and who collects the same again soon leaves it out, lest it is dropped.
   */
  default boolean hasRoom() {
    return true;
  }

  /**
   * Points of one collection.
   *
   * @param receiver k8s_cluster or kubelet_stats
   * @param timeMs when, Unix milliseconds
   */
  void points(String receiver, long timeMs, List<MetricPoint> points);

  /** Entity states, at their changes and from time to time. */
  void entities(long timeMs, List<EntityState> states);

  /** Objects, as k8s_objects pulled or saw them. */
  void objects(List<ObjectState> objects);
}
