package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;

/** Daemon sets. */
final class DaemonSetMetrics {
  private DaemonSetMetrics() {}

  static void points(WorkloadRecord workload, Subject subject, Points out) {
    out.count(K8sMetrics.DAEMONSET_CURRENT, subject, workload.number("currentNumberScheduled"));
    out.count(K8sMetrics.DAEMONSET_DESIRED, subject, workload.number("desiredNumberScheduled"));
    out.count(K8sMetrics.DAEMONSET_MISSCHEDULED, subject, workload.number("numberMisscheduled"));
    out.count(K8sMetrics.DAEMONSET_READY, subject, workload.number("numberReady"));
  }

  static EntityState entity(WorkloadRecord workload, Links links) {
    return Attributes.of("k8s.daemonset", workload.meta())
        .entity(workload.meta(), links.of(workload.meta()));
  }
}
