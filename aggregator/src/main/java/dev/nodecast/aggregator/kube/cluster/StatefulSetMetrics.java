package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;

/** Stateful sets. */
final class StatefulSetMetrics {
  private StatefulSetMetrics() {}

  static void points(WorkloadRecord workload, Subject subject, Points out) {
    out.given(K8sMetrics.STATEFULSET_DESIRED, subject, workload.number("replicas"));
    out.count(K8sMetrics.STATEFULSET_READY, subject, workload.number("readyReplicas"));
    out.count(K8sMetrics.STATEFULSET_CURRENT, subject, workload.number("currentReplicas"));
    out.count(K8sMetrics.STATEFULSET_UPDATED, subject, workload.number("updatedReplicas"));
  }

  static EntityState entity(WorkloadRecord workload, Links links) {
    return Attributes.of("k8s.statefulset", workload.meta())
        .entity(workload.meta(), links.of(workload.meta()));
  }
}
