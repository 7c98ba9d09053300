package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.HpaRecord;

/** Horizontal pod autoscalers. */
final class HpaMetrics {
  private HpaMetrics() {}

  static void points(HpaRecord hpa, Subject subject, Points out) {
    out.given(K8sMetrics.HPA_MIN, subject, hpa.min());
    out.given(K8sMetrics.HPA_MAX, subject, hpa.max());
    out.count(K8sMetrics.HPA_CURRENT, subject, hpa.current());
    out.count(K8sMetrics.HPA_DESIRED, subject, hpa.desired());
  }

  static EntityState entity(HpaRecord hpa, Links links) {
    return Attributes.of("k8s.hpa", hpa.meta())
        .with("k8s.hpa.scaletargetref.apiversion", hpa.targetApiVersion())
        .with("k8s.hpa.scaletargetref.kind", hpa.targetKind())
        .with("k8s.hpa.scaletargetref.name", hpa.targetName())
        .entity(hpa.meta(), links.of(hpa.meta()));
  }
}
