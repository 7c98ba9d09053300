package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import java.util.Map;
import java.util.TreeMap;

/** Quotas of a namespace. */
final class ResourceQuotaMetrics {
  private ResourceQuotaMetrics() {}

  static void points(QuotaRecord quota, Subject subject, Points out) {
    amounts(K8sMetrics.QUOTA_HARD, subject, quota.hard(), out);
    amounts(K8sMetrics.QUOTA_USED, subject, quota.used(), out);
  }

  private static void amounts(
      K8sMetric metric, Subject subject, Map<String, Long> amounts, Points out) {
    new TreeMap<>(amounts)
        .forEach((name, value) -> out.add(metric, subject, Map.of("resource", name), value));
  }

  static EntityState entity(QuotaRecord quota, Links links) {
    return Attributes.of("k8s.resourcequota", quota.meta())
        .entity(quota.meta(), links.of(quota.meta()));
  }
}
