package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;

/** Replica sets. */
final class ReplicaSetMetrics {
  private ReplicaSetMetrics() {}

  static void points(WorkloadRecord workload, Subject subject, Points out) {
    out.given(K8sMetrics.REPLICASET_DESIRED, subject, workload.number("replicas"));
    out.count(K8sMetrics.REPLICASET_AVAILABLE, subject, workload.number("availableReplicas"));
  }

  static EntityState entity(WorkloadRecord workload, Links links) {
    return Attributes.of("k8s.replicaset", workload.meta())
        .entity(workload.meta(), links.of(workload.meta()));
  }
}
