package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.List;

/** Pods, and their containers through {@link ContainerMetrics}. */
final class PodMetrics {
  /** Their places are the values of the metric, from 1. */
  private static final List<String> PHASES =
      List.of("Pending", "Running", "Succeeded", "Failed", "Unknown");

  private static final List<String> REASONS =
      List.of("Evicted", "NodeAffinity", "NodeLost", "Shutdown", "UnexpectedAdmissionError");

  private PodMetrics() {}

  static void points(PodRecord pod, Subject subject, Points out) {
    int phase = PHASES.indexOf(pod.phase());
    out.given(K8sMetrics.POD_PHASE, subject, phase < 0 ? PHASES.size() : phase + 1);
    int reason = REASONS.indexOf(pod.reason());
    out.given(K8sMetrics.POD_STATUS_REASON, subject, reason < 0 ? REASONS.size() + 1 : reason + 1);
    for (ContainerRecord container : pod.containers()) {
      // As OpenTelemetry: what ran before the pod's containers, or was added to look into it, is
      // not
      // counted with them.
      if (container.own()) {
        ContainerMetrics.points(container, Subjects.container(subject, container), out);
      }
    }
  }

  static EntityState entity(PodRecord pod, Links links) {
    return Attributes.of("k8s.pod", pod.meta())
        .with("k8s.pod.qos_class", pod.qos())
        .with("k8s.pod.ip", pod.ip())
        .with("k8s.pod.phase", pod.phase())
        .with("k8s.pod.status_reason", pod.reason())
        .with("k8s.node.name", pod.node())
        .entity(pod.meta(), links.ofPod(pod.meta(), pod.node()));
  }
}
