package dev.nodecast.aggregator.kube.objects;

import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the objects that were handed on. */
final class CollectedObjects implements ClusterSink {
  final List<ObjectState> all = new CopyOnWriteArrayList<>();

  @Override
  public void objects(List<ObjectState> objects) {
    all.addAll(objects);
  }

  @Override
  public void points(String receiver, long timeMs, List<MetricPoint> points) {
    throw new AssertionError("k8s_objects has no points");
  }

  @Override
  public void entities(long timeMs, List<EntityState> states) {
    throw new AssertionError("k8s_objects has no entities");
  }

  /** As {@code ADDED a@3}. */
  List<String> told() {
    return all.stream()
        .map(o -> (o.event() + " " + o.name() + "@" + o.resourceVersion()).strip())
        .toList();
  }
}
