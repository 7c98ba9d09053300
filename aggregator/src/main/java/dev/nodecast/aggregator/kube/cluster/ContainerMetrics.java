package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import java.util.List;
import java.util.Map;

/** Containers of a pod. */
final class ContainerMetrics {
  private static final List<String> STATES = List.of("terminated", "running", "waiting");
  private static final List<String> REASONS =
      List.of(
          "ContainerCreating",
          "CrashLoopBackOff",
          "CreateContainerConfigError",
          "ErrImagePull",
          "ImagePullBackOff",
          "OOMKilled",
          "Completed",
          "Error",
          "ContainerCannotRun");

  private ContainerMetrics() {}

  static void points(ContainerRecord container, Subject subject, Points out) {
    Amounts requests = container.requests();
    Amounts limits = container.limits();
    cpu(K8sMetrics.CONTAINER_CPU_REQUEST, subject, requests, out);
    cpu(K8sMetrics.CONTAINER_CPU_LIMIT, subject, limits, out);
    out.given(K8sMetrics.CONTAINER_MEMORY_REQUEST, subject, requests.memory());
    out.given(K8sMetrics.CONTAINER_MEMORY_LIMIT, subject, limits.memory());
    out.given(K8sMetrics.CONTAINER_STORAGE_REQUEST, subject, requests.storage());
    out.given(K8sMetrics.CONTAINER_STORAGE_LIMIT, subject, limits.storage());
    out.given(K8sMetrics.CONTAINER_EPHEMERAL_REQUEST, subject, requests.ephemeralStorage());
    out.given(K8sMetrics.CONTAINER_EPHEMERAL_LIMIT, subject, limits.ephemeralStorage());
    if (container.state().isEmpty()) {
      // Not yet seen by a kubelet: a 0 would say that it never restarted and is not ready.
      return;
    }
    out.given(K8sMetrics.CONTAINER_RESTARTS, subject, container.restarts());
    out.given(K8sMetrics.CONTAINER_READY, subject, container.ready() ? 1 : 0);
    out.states(K8sMetrics.CONTAINER_STATE, subject, STATES, container.state());
    out.states(K8sMetrics.CONTAINER_REASON, subject, REASONS, container.reason());
  }

  private static void cpu(K8sMetric metric, Subject subject, Amounts amounts, Points out) {
    if (amounts.cpuMillis() != Amounts.NONE) {
      out.add(metric, subject, Map.of(), amounts.cpuMillis() / 1000.0);
    }
  }

  /** Its uid is its id; call only for one that has it, so one that ran. */
  static EntityState entity(ContainerRecord container, Meta pod) {
    ImageName image = ImageName.of(container.image());
    return new Attributes("container")
        .with("k8s.container.name", container.name())
        .with("container.image.name", image.name())
        .with("container.image.tag", image.tag())
        .with("k8s.container.status.last_terminated_reason", container.lastReason())
        .with("k8s.pod.name", pod.name())
        .entity(
            container.containerId(),
            pod.namespace(),
            container.name(),
            List.of(new Relation("child_of", "k8s.pod", pod.uid())));
  }
}
