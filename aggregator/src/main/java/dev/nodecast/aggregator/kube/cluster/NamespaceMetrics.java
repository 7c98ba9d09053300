package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import java.util.List;
import java.util.Map;

/** Namespaces. */
final class NamespaceMetrics {
  private static final Map<String, Integer> PHASES = Map.of("Active", 1, "Terminating", 0);

  private NamespaceMetrics() {}

  static void points(NamespaceRecord namespace, Subject subject, Points out) {
    out.given(K8sMetrics.NAMESPACE_PHASE, subject, PHASES.getOrDefault(namespace.phase(), -1));
  }

  static EntityState entity(NamespaceRecord namespace) {
    return Attributes.of("k8s.namespace", namespace.meta())
        .with("k8s.namespace.phase", namespace.phase())
        .entity(namespace.meta(), List.of());
  }
}
