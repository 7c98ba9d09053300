package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;

/** Jobs. */
final class JobMetrics {
  private JobMetrics() {}

  static void points(WorkloadRecord workload, Subject subject, Points out) {
    out.count(K8sMetrics.JOB_ACTIVE, subject, workload.number("active"));
    out.given(K8sMetrics.JOB_DESIRED, subject, workload.number("completions"));
    out.count(K8sMetrics.JOB_FAILED, subject, workload.number("failed"));
    out.given(K8sMetrics.JOB_PARALLEL, subject, workload.number("parallelism"));
    out.count(K8sMetrics.JOB_SUCCESSFUL, subject, workload.number("succeeded"));
  }

  static EntityState entity(WorkloadRecord workload, Links links) {
    return Attributes.of("k8s.job", workload.meta())
        .entity(workload.meta(), links.of(workload.meta()));
  }
}
