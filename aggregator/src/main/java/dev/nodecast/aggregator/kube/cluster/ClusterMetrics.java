package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All points of a cluster: the one list of kinds that have any. */
final class ClusterMetrics {
  private final ClusterView view;
  private final ClusterSettings settings;

  ClusterMetrics(ClusterView view, ClusterSettings settings) {
    this.view = view;
    this.settings = settings;
  }

  void points(Points out) {
    view.nodes()
        .forEach(
            node -> NodeMetrics.points(node, Subjects.node(node), settings.nodeConditions(), out));
    view.namespaces()
        .forEach(namespace -> NamespaceMetrics.points(namespace, of(namespace.meta()), out));
    view.pods().forEach(pod -> PodMetrics.points(pod, Subjects.pod(pod, view), out));
    workloads("Deployment", DeploymentMetrics::points, out);
    workloads("ReplicaSet", ReplicaSetMetrics::points, out);
    workloads("ReplicationController", ReplicationControllerMetrics::points, out);
    workloads("StatefulSet", StatefulSetMetrics::points, out);
    workloads("DaemonSet", DaemonSetMetrics::points, out);
    workloads("Job", JobMetrics::points, out);
    workloads("CronJob", CronJobMetrics::points, out);
    view.autoscalers().forEach(hpa -> HpaMetrics.points(hpa, of(hpa.meta()), out));
    view.quotas().forEach(quota -> quota(quota, out));
    services(out);
    view.volumes()
        .forEach(volume -> PersistentVolumeMetrics.points(volume, of(volume.meta()), out));
    view.claims()
        .forEach(claim -> PersistentVolumeClaimMetrics.points(claim, of(claim.meta()), out));
  }

  private interface OfWorkload {
    void points(WorkloadRecord workload, Subject subject, Points out);
  }

  private void workloads(String kind, OfWorkload metrics, Points out) {
    view.workloads(kind).forEach(workload -> metrics.points(workload, of(workload.meta()), out));
  }

  private void quota(QuotaRecord quota, Points out) {
    if (!quota.meta().kind().equals(ClusterQuotaMetrics.KIND)) {
      ResourceQuotaMetrics.points(quota, of(quota.meta()), out);
    } else if (settings.distribution() != ClusterSettings.Distribution.KUBERNETES) {
      ClusterQuotaMetrics.points(quota, of(quota.meta()), out);
    }
  }

  private void services(Points out) {
    Map<String, List<EndpointsRecord>> endpoints =
        out.wants(K8sMetrics.SERVICE_ENDPOINTS)
            ? view.endpoints().stream()
                .collect(Collectors.groupingBy(slice -> key(slice.meta(), slice.service())))
            : Map.of();
    view.services()
        .forEach(
            service -> {
              Meta meta = service.meta();
              ServiceMetrics.points(
                  service,
                  endpoints.getOrDefault(key(meta, meta.name()), List.of()),
                  of(meta),
                  out);
            });
  }

  /** Neither a namespace nor a name has a slash. */
  private static String key(Meta meta, String service) {
    return meta.namespace() + '/' + service;
  }

  private Subject of(Meta meta) {
    return Subjects.of(meta, view);
  }
}
