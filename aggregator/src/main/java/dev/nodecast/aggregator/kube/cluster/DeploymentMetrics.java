package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;

/** Deployments. */
final class DeploymentMetrics {
  private DeploymentMetrics() {}

  static void points(WorkloadRecord workload, Subject subject, Points out) {
    out.given(K8sMetrics.DEPLOYMENT_DESIRED, subject, workload.number("replicas"));
    out.count(K8sMetrics.DEPLOYMENT_AVAILABLE, subject, workload.number("availableReplicas"));
  }

  static EntityState entity(WorkloadRecord workload, Links links) {
    return Attributes.of("k8s.deployment", workload.meta())
        .entity(workload.meta(), links.of(workload.meta()));
  }
}
