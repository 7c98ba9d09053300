package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;

/** Cron jobs. */
final class CronJobMetrics {
  private CronJobMetrics() {}

  static void points(WorkloadRecord workload, Subject subject, Points out) {
    out.count(K8sMetrics.CRONJOB_ACTIVE, subject, workload.number("active"));
  }

  static EntityState entity(WorkloadRecord workload, Links links) {
    return Attributes.of("k8s.cronjob", workload.meta())
        .with("k8s.cronjob.schedule", workload.schedule())
        .entity(workload.meta(), links.of(workload.meta()));
  }
}
