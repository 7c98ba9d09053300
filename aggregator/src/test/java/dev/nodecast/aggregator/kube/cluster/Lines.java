package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.metric.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A sink that keeps what it gets as one readable line each. */
final class Lines implements ClusterSink {
  final List<String> points = Collections.synchronizedList(new ArrayList<>());
  final List<String> entities = Collections.synchronizedList(new ArrayList<>());
  final List<Integer> parts = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void points(String receiver, long timeMs, List<MetricPoint> batch) {
    parts.add(batch.size());
    batch.forEach(point -> points.add(line(point)));
  }

  @Override
  public void entities(long timeMs, List<EntityState> states) {
    parts.add(states.size());
    states.forEach(state -> entities.add(line(state)));
  }

  @Override
  public void objects(List<ObjectState> objects) {
    throw new AssertionError("objects are of another receiver");
  }

  /** All of a view's entities. */
  static List<String> entities(ClusterView view) {
    Links links = new Links(view);
    return Entities.records(view)
        .flatMap(record -> Entities.of(record, links).stream())
        .map(Lines::line)
        .toList();
  }

  static String line(MetricPoint point) {
    Subject s = point.subject();
    StringBuilder out = new StringBuilder(point.metric().name());
    if (!point.attributes().isEmpty()) {
      out.append(new TreeMap<>(point.attributes()));
    }
    double value = point.value();
    out.append(' ').append(value == (long) value ? String.valueOf((long) value) : value);
    out.append(' ').append(point.metric().unit()).append(" | ").append(s.kind()).append(' ');
    out.append(s.namespace()).append('/').append(s.name()).append(' ').append(s.uid());
    out.append(" node=").append(s.node());
    out.append(" workload=").append(s.workloadKind()).append('/').append(s.workload());
    out.append(" pod=").append(s.pod()).append(" container=").append(s.container());
    return out.toString();
  }

  static String line(EntityState state) {
    Map<String, String> attributes = new TreeMap<>(state.attributes());
    return (state.deleted() ? "deleted " : "")
        + state.type()
        + ' '
        + state.uid()
        + " | "
        + state.namespace()
        + '/'
        + state.name()
        + ' '
        + attributes
        + state.relations().stream().map(Lines::line).collect(Collectors.joining());
  }

  private static String line(Relation relation) {
    return " " + relation.how() + '=' + relation.type() + ':' + relation.uid();
  }
}
