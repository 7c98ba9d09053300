package dev.nodecast.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.metric.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Builds what receivers hand over. */
final class ClusterRows {
  static final long NOON = 1_795_262_400_000L;
  static final String HOSTILE = "<b>'; DROP TABLE k8s_metric --\\\t\n{x:String}\0\uD83D\uDE00";

  private ClusterRows() {}

  /** Has everything stored that the store took. */
  static void write(Engine engine, Schema schema, ClusterStore store) {
    try (ClusterWriter writer = new ClusterWriter(engine.database, schema, store, () -> true)) {
      writer.start();
      writer.finish(Duration.ofSeconds(30));
    }
    assertThat(store.status().dropped()).isEmpty();
  }

  /** As a schema leaves the cluster's tables. */
  static void clear(Engine engine) {
    for (Table table : ClusterTables.tables()) {
      engine.database.execute("TRUNCATE TABLE IF EXISTS " + table.qualified());
    }
  }

  static K8sMetric metric(String name, String unit, String... attributes) {
    return new K8sMetric(name, unit, K8sMetric.Type.GAUGE, List.of(attributes), true, "Help.");
  }

  static Subject pod(String name) {
    return new Subject("pod", "shop", name, "u-" + name, "n1", "Deployment", "cart", name, "");
  }

  static Subject container(String pod, String name) {
    return new Subject(
        "container", "shop", name, "u-" + pod, "n1", "Deployment", "cart", pod, name);
  }

  static MetricPoint point(String metric, Subject subject, double value) {
    return new MetricPoint(metric(metric, "1"), subject, Map.of(), value);
  }

  static ObjectState object(String name, String version, String event, String json) {
    return new ObjectState(
        NOON, event, "", "v1", "events", "shop", name, "u-" + name, version, json);
  }

  static EntityState entity(String type, String name, Relation... relations) {
    return new EntityState(
        type, "u-" + name, "shop", name, Map.of("a", name), List.of(relations), false);
  }
}
