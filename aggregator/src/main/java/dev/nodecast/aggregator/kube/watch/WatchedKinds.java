package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.ClusterClock;
import dev.nodecast.aggregator.kube.KindStore;
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
import java.util.stream.Stream;

/** The literal list of what is watched. Kubernetes 1.19 has one of the candidates of each. */
final class WatchedKinds {
  private WatchedKinds() {}

  static List<WatchedKind<?>> of(Cluster cluster, List<String> labels, ClusterClock clock) {
    Strip strip =
        new Strip(labels, clock, () -> cluster.stats("Pod", cluster.podStore()).error("labels"));
    Nodes nodes = new Nodes(strip);
    Services services = new Services(strip);
    Storage storage = new Storage(strip);
    Workloads workloads = new Workloads(strip);
    return List.of(
        kind("Namespace", false, cluster.namespaceStore(), "", "namespaces", nodes::namespace),
        kind("Node", false, cluster.nodeStore(), "", "nodes", nodes::node),
        kind("Pod", true, cluster.podStore(), "", "pods", new Pods(strip)::pod),
        workload(cluster, workloads, "Deployment", "apps", "deployments"),
        workload(cluster, workloads, "ReplicaSet", "apps", "replicasets"),
        workload(cluster, workloads, "StatefulSet", "apps", "statefulsets"),
        workload(cluster, workloads, "DaemonSet", "apps", "daemonsets"),
        workload(cluster, workloads, "ReplicationController", "", "replicationcontrollers"),
        workload(cluster, workloads, "Job", "batch", "jobs"),
        // batch/v1 since 1.21.
        workload(cluster, workloads, "CronJob", "batch", "cronjobs", "v1", "v1beta1"),
        kind(
            "HorizontalPodAutoscaler",
            true,
            cluster.autoscalerStore(),
            "autoscaling",
            "horizontalpodautoscalers",
            workloads::autoscaler,
            // v2 since 1.23, v2beta2 until 1.25.
            "v2",
            "v2beta2",
            "v1"),
        kind("Service", true, cluster.serviceStore(), "", "services", services::service),
        new WatchedKind<>(
            "EndpointSlice",
            true,
            cluster.endpointsStore(),
            // v1 since 1.21, v1beta1 until 1.24; before them, and where they are off, Endpoints.
            List.of(
                new Api<>(slices("v1"), services::slice),
                new Api<>(slices("v1beta1"), services::slice),
                new Api<>(
                    new ResourcePath("", "v1", "endpoints", "Endpoints", true),
                    services::endpoints))),
        kind("ResourceQuota", true, cluster.quotaStore(), "", "resourcequotas", storage::quota),
        kind(
            "ClusterResourceQuota",
            false,
            cluster.clusterQuotaStore(),
            "quota.openshift.io",
            "clusterresourcequotas",
            storage::clusterQuota),
        kind(
            "PersistentVolume",
            false,
            cluster.volumeStore(),
            "",
            "persistentvolumes",
            storage::volume),
        kind(
            "PersistentVolumeClaim",
            true,
            cluster.claimStore(),
            "",
            "persistentvolumeclaims",
            storage::claim));
  }

  private static ResourcePath slices(String version) {
    return new ResourcePath("discovery.k8s.io", version, "endpointslices", "EndpointSlice", true);
  }

  private static WatchedKind<WorkloadRecord> workload(
      Cluster cluster,
      Workloads strip,
      String kind,
      String group,
      String resource,
      String... versions) {
    return kind(
        kind,
        true,
        cluster.workloadStore(kind),
        group,
        resource,
        object -> strip.workload(kind, object),
        versions);
  }

  /**
   * @param versions the newest first; v1 where none is given
   */
  private static <T> WatchedKind<T> kind(
      String kind,
      boolean namespaced,
      KindStore<T> store,
      String group,
      String resource,
      Function<JsonNode, T> strip,
      String... versions) {
    List<Api<T>> apis =
        Stream.of(versions.length == 0 ? new String[] {"v1"} : versions)
            .map(v -> new ResourcePath(group, v, resource, kind, namespaced))
            .map(path -> new Api<>(path, strip))
            .toList();
    return new WatchedKind<>(kind, namespaced, store, apis);
  }
}
