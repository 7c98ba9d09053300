package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.HpaRecord;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The entity states of any record: the one list of kinds that are entities. */
final class Entities {
  private static final Map<String, BiFunction<WorkloadRecord, Links, EntityState>> WORKLOADS =
      Map.of(
          "Deployment", DeploymentMetrics::entity,
          "ReplicaSet", ReplicaSetMetrics::entity,
          "ReplicationController", ReplicationControllerMetrics::entity,
          "StatefulSet", StatefulSetMetrics::entity,
          "DaemonSet", DaemonSetMetrics::entity,
          "Job", JobMetrics::entity,
          "CronJob", CronJobMetrics::entity);

  private Entities() {}

  /** All records that may be entities. */
  static Stream<Object> records(ClusterView view) {
    return Stream.of(
            Stream.of(view.namespaces(), view.nodes(), view.pods()),
            WORKLOADS.keySet().stream().sorted().map(view::workloads),
            Stream.of(view.services(), view.autoscalers(), view.quotas()),
            Stream.of(view.volumes(), view.claims()))
        .flatMap(kinds -> kinds)
        .flatMap(Collection::stream);
  }

  /** Of one record; empty for what is no entity, such as endpoints. */
  static List<EntityState> of(Object record, Links links) {
    if (record instanceof PodRecord pod) {
      return pod(pod, links);
    }
    if (record instanceof WorkloadRecord workload) {
      BiFunction<WorkloadRecord, Links, EntityState> entity = WORKLOADS.get(workload.meta().kind());
      return entity == null ? List.of() : List.of(entity.apply(workload, links));
    }
    if (record instanceof NodeRecord node) {
      return List.of(NodeMetrics.entity(node));
    }
    if (record instanceof NamespaceRecord namespace) {
      return List.of(NamespaceMetrics.entity(namespace));
    }
    if (record instanceof ServiceRecord service) {
      return List.of(ServiceMetrics.entity(service, links));
    }
    if (record instanceof HpaRecord hpa) {
      return List.of(HpaMetrics.entity(hpa, links));
    }
    if (record instanceof QuotaRecord quota) {
      return List.of(
          quota.meta().kind().equals(ClusterQuotaMetrics.KIND)
              ? ClusterQuotaMetrics.entity(quota)
              : ResourceQuotaMetrics.entity(quota, links));
    }
    if (record instanceof VolumeRecord volume) {
      return List.of(
          volume.meta().kind().equals("PersistentVolume")
              ? PersistentVolumeMetrics.entity(volume)
              : PersistentVolumeClaimMetrics.entity(volume, links));
    }
    return List.of();
  }

  private static List<EntityState> pod(PodRecord pod, Links links) {
    List<EntityState> out = new ArrayList<>();
    out.add(PodMetrics.entity(pod, links));
    for (ContainerRecord container : pod.containers()) {
      if (!container.containerId().isEmpty()) {
        out.add(ContainerMetrics.entity(container, pod.meta()));
      }
    }
    return out;
  }
}
