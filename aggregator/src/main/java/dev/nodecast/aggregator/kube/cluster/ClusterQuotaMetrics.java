package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** OpenShift's quotas of several namespaces together. */
final class ClusterQuotaMetrics {
  static final String KIND = "ClusterResourceQuota";

  private ClusterQuotaMetrics() {}

  static void points(QuotaRecord quota, Subject subject, Points out) {
    amounts(K8sMetrics.CLUSTER_QUOTA_LIMIT, subject, Map.of(), quota.hard(), out);
    amounts(K8sMetrics.CLUSTER_QUOTA_USED, subject, Map.of(), quota.used(), out);
    new TreeMap<>(quota.byNamespace())
        .forEach(
            (namespace, applied) -> {
              Map<String, String> where = Map.of("k8s.namespace.name", namespace);
              amounts(K8sMetrics.APPLIED_QUOTA_LIMIT, subject, where, applied.hard(), out);
              amounts(K8sMetrics.APPLIED_QUOTA_USED, subject, where, applied.used(), out);
            });
  }

  private static void amounts(
      K8sMetric metric,
      Subject subject,
      Map<String, String> where,
      Map<String, Long> amounts,
      Points out) {
    new TreeMap<>(amounts)
        .forEach(
            (resource, value) -> {
              Map<String, String> attributes = new HashMap<>(where);
              attributes.put("resource", resource);
              out.add(metric, subject, Map.copyOf(attributes), value);
            });
  }

  static EntityState entity(QuotaRecord quota) {
    return Attributes.of("openshift.clusterquota", quota.meta()).entity(quota.meta(), List.of());
  }
}
