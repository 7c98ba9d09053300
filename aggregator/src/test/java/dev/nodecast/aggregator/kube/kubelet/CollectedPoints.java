package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the points of each collection. */
final class CollectedPoints implements ClusterSink {
  final List<List<MetricPoint>> collections = new CopyOnWriteArrayList<>();
  volatile boolean room = true;

  @Override
  public boolean hasRoom() {
    return room;
  }

  @Override
  public void points(String receiver, long timeMs, List<MetricPoint> points) {
    collections.add(points);
  }

  @Override
  public void entities(long timeMs, List<EntityState> states) {
    throw new AssertionError("kubelet_stats has no entities");
  }

  @Override
  public void objects(List<ObjectState> objects) {
    throw new AssertionError("kubelet_stats has no objects");
  }

  /** Collections of one node so far. */
  long of(String node) {
    return collections.stream().filter(c -> c.get(0).subject().node().equals(node)).count();
  }
}
