package dev.nodecast.aggregator.kube.cluster;

import static dev.nodecast.config.Range.between;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.MetricSwitches;
import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@link ClusterReceiver} tells and how often.
 *
 * @param interval between two collections of all points
 * @param metadataInterval between two tellings of all entities; zero is at changes only
 * @param nodeConditions types that have a metric of their own
 * @param metrics names of those that are on
 */
public record ClusterSettings(
    Duration interval,
    Duration metadataInterval,
    Set<String> nodeConditions,
    Set<String> metrics,
    Distribution distribution) {

  /** Whose Kubernetes it is. */
  public enum Distribution {
    /** OpenShift's quotas are told where there are any. */
    AUTO,
    KUBERNETES,
    OPENSHIFT
  }

  private static final Setting METRICS =
      Setting.of(
          "cluster.metrics",
          "",
          "Switches metrics of docs/kubernetes-metrics.md on and off by name, such as"
              + " `+k8s.container.status.state,-k8s.pod.phase`");
  private static final Setting ALLOCATABLE =
      Setting.of(
          "cluster.allocatable_types",
          "",
          "What nodes have for pods, as metrics: cpu, memory, ephemeral-storage, storage, pods");

  private static final Map<String, K8sMetric> ALLOCATABLE_TYPES =
      Map.of(
          "cpu", K8sMetrics.NODE_CPU,
          "memory", K8sMetrics.NODE_MEMORY,
          "ephemeral-storage", K8sMetrics.NODE_EPHEMERAL,
          "storage", K8sMetrics.NODE_STORAGE,
          "pods", K8sMetrics.NODE_PODS);

  public ClusterSettings {
    nodeConditions = Set.copyOf(nodeConditions);
    metrics = Set.copyOf(metrics);
  }

  public static ClusterSettings read(Settings s) {
    Duration interval =
        s.duration(
            Setting.of(
                "cluster.interval",
                "10s",
                "Time between two collections of the cluster's metrics (k8s_cluster)"),
            between("1s", "1h"));
    Duration metadata =
        s.duration(
            Setting.of(
                "cluster.metadata_interval",
                "5m",
                "Time after which all entities are told again; 0s is only at changes"),
            between("0s", "1d"));
    Set<String> conditions =
        new TreeSet<>(
            s.list(
                Setting.of(
                    "cluster.node_conditions",
                    "Ready",
                    "Conditions of nodes with a metric of their own, by type")));
    Set<String> on = on(conditions, allocatable(s));
    Set<String> known = new HashSet<>(on);
    K8sMetrics.ALL.forEach(metric -> known.add(metric.name()));
    MetricSwitches.read(s, METRICS, known, on);
    K8sMetrics.NODE_CONDITIONS.forEach(
        (type, metric) -> {
          if (on.contains(metric.name())) {
            conditions.add(type);
          }
        });
    Distribution distribution =
        s.choice(
            Setting.of(
                "cluster.distribution",
                "auto",
                "Whether quotas of OpenShift's clusters are told; `auto` where there are any"),
            Distribution.class);
    return new ClusterSettings(interval, metadata, conditions, on, distribution);
  }

  private static List<String> allocatable(Settings s) {
    List<String> types = s.list(ALLOCATABLE);
    for (String type : types) {
      if (!ALLOCATABLE_TYPES.containsKey(type)) {
        s.refuse(ALLOCATABLE, type, "cpu, memory, ephemeral-storage, storage, pods");
      }
    }
    return types.stream().filter(ALLOCATABLE_TYPES::containsKey).toList();
  }

  private static Set<String> on(Set<String> conditions, List<String> allocatable) {
    Set<String> on = new HashSet<>();
    K8sMetrics.ALL.stream().filter(K8sMetric::byDefault).map(K8sMetric::name).forEach(on::add);
    on.remove(K8sMetrics.nodeCondition("Ready").name());
    conditions.forEach(type -> on.add(K8sMetrics.nodeCondition(type).name()));
    allocatable.forEach(type -> on.add(ALLOCATABLE_TYPES.get(type).name()));
    return on;
  }

  /** Whether a metric is on. */
  public boolean on(K8sMetric metric) {
    return metrics.contains(metric.name());
  }
}
