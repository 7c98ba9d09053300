package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import dev.nodecast.aggregator.kube.strip.Nodes;
import dev.nodecast.aggregator.kube.strip.Pods;
import dev.nodecast.aggregator.kube.strip.Services;
import dev.nodecast.aggregator.kube.strip.Storage;
import dev.nodecast.aggregator.kube.strip.Strip;
import dev.nodecast.aggregator.kube.strip.Workloads;
import dev.nodecast.aggregator.kube.watch.WatchedKind.Api;
import java.util.List;
import java.util.function.Function;

/** The literal list of what is watched. Kubernetes 1.19 has one of the candidates of each. */
final class WatchedKinds {
  private WatchedKinds() {}

  static List<WatchedKind<?>> of(Cluster cluster, List<String> labels) {
    Strip strip = new Strip(labels, () -> cluster.stats("Pod", cluster.podStore()).error("labels"));
    Nodes nodes = new Nodes(strip);
    Services services = new Services(strip);
    Storage storage = new Storage(strip);
    Workloads workloads = new Workloads(strip);
    return List.of(
        new WatchedKind<>(
            "Namespace", false, cluster.namespaceStore(), core("namespaces", nodes::namespace)),
        new WatchedKind<>("Node", false, cluster.nodeStore(), core("nodes", nodes::node)),
        new WatchedKind<>("Pod", true, cluster.podStore(), core("pods", new Pods(strip)::pod)),
        workload(cluster, workloads, "Deployment", "apps", "deployments", "v1"),
        workload(cluster, workloads, "ReplicaSet", "apps", "replicasets", "v1"),
        workload(cluster, workloads, "StatefulSet", "apps", "statefulsets", "v1"),
        workload(cluster, workloads, "DaemonSet", "apps", "daemonsets", "v1"),
        workload(cluster, workloads, "ReplicationController", "", "replicationcontrollers", "v1"),
        workload(cluster, workloads, "Job", "batch", "jobs", "v1"),
        // batch/v1 since 1.21.
        workload(cluster, workloads, "CronJob", "batch", "cronjobs", "v1", "v1beta1"),
        new WatchedKind<>(
            "HorizontalPodAutoscaler",
            true,
            cluster.autoscalerStore(),
            // v2 since 1.23, v2beta2 until 1.25.
            apis(
                "autoscaling",
                "horizontalpodautoscalers",
                workloads::autoscaler,
                "v2",
                "v2beta2",
                "v1")),
        new WatchedKind<>(
            "Service", true, cluster.serviceStore(), core("services", services::service)),
        new WatchedKind<>(
            "EndpointSlice",
            true,
            cluster.endpointsStore(),
            // v1 since 1.21, v1beta1 until 1.24; before them, and where they are off, Endpoints.
            List.of(
                new Api<>("discovery.k8s.io", "v1", "endpointslices", services::slice),
                new Api<>("discovery.k8s.io", "v1beta1", "endpointslices", services::slice),
                new Api<>("", "v1", "endpoints", services::endpoints))),
        new WatchedKind<>(
            "ResourceQuota", true, cluster.quotaStore(), core("resourcequotas", storage::quota)),
        new WatchedKind<>(
            "ClusterResourceQuota",
            false,
            cluster.clusterQuotaStore(),
            apis("quota.openshift.io", "clusterresourcequotas", storage::clusterQuota, "v1")),
        new WatchedKind<>(
            "PersistentVolume",
            false,
            cluster.volumeStore(),
            core("persistentvolumes", storage::volume)),
        new WatchedKind<>(
            "PersistentVolumeClaim",
            true,
            cluster.claimStore(),
            core("persistentvolumeclaims", storage::claim)));
  }

  private static WatchedKind<WorkloadRecord> workload(
      Cluster cluster,
      Workloads strip,
      String kind,
      String group,
      String resource,
      String... versions) {
    return new WatchedKind<>(
        kind,
        true,
        cluster.workloadStore(kind),
        apis(group, resource, object -> strip.workload(kind, object), versions));
  }

  private static <T> List<Api<T>> core(String resource, Function<JsonNode, T> strip) {
    return apis("", resource, strip, "v1");
  }

  private static <T> List<Api<T>> apis(
      String group, String resource, Function<JsonNode, T> strip, String... versions) {
    return List.of(versions).stream()
        .map(version -> new Api<>(group, version, resource, strip))
        .toList();
  }
}
