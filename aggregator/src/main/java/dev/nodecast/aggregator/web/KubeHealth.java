package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment;
import dev.nodecast.aggregator.kube.cluster.PodTrouble;
import dev.nodecast.aggregator.kube.cluster.Unhealthy;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import java.util.Optional;

/** Kubernetes' own word as lines of lists have it; what is wrong is {@link Unhealthy}'s to say. */
final class KubeHealth {
  private static final Health RUNNING = Health.of(Severity.OK, "Running");
  private static final Health READY = Health.of(Severity.OK, "Ready");
  private static final Health CORDONED = Health.of(Severity.OK, "Ready, cordoned");

  private KubeHealth() {}

  static Health pod(PodRecord pod, Optional<PodTrouble> trouble) {
    return trouble
        .map(of -> of(of, pod))
        .orElseGet(
            () ->
                pod.meta().deletedMs() != Amounts.NONE
                    ? Health.of(Severity.OK, "Terminating")
                    : pod.phase().equals("Running")
                        ? RUNNING
                        : Health.of(Severity.OK, pod.phase()));
  }

  /** Of a container alone; OK with the word for its state where nothing is wrong. */
  static Health container(PodRecord pod, ContainerRecord one, long nowMs) {
    return PodTrouble.ofContainer(pod, one, nowMs)
        .map(trouble -> of(trouble, pod))
        .orElseGet(
            () ->
                switch (one.state()) {
                  case "terminated" -> Health.of(Severity.OK, or(one.reason(), "Completed"));
                  case "waiting" -> Health.of(Severity.OK, or(one.reason(), "Waiting"));
                  default -> RUNNING;
                });
  }

  static Health node(NodeRecord node) {
    return Unhealthy.of(node).map(KubeHealth::of).orElse(node.unschedulable() ? CORDONED : READY);
  }

  static Severity condition(String type, int status) {
    return Unhealthy.condition(type, status).map(KubeHealth::severity).orElse(Severity.OK);
  }

  /** Of its own numbers, not of its pods. */
  static Health workload(WorkloadRecord of, ClusterView view) {
    return Unhealthy.of(of, view).map(KubeHealth::of).orElseGet(() -> well(of));
  }

  private static Health well(WorkloadRecord of) {
    if (of.meta().deletedMs() != Amounts.NONE) {
      return Health.of(Severity.OK, "Terminating");
    }
    KubeReplicas replicas = KubeReplicas.of(of);
    return switch (of.meta().kind()) {
      case "CronJob" -> Health.of(Severity.OK, of.suspended() ? "Suspended" : "Scheduled");
      case "Job" ->
          Health.of(
              Severity.OK,
              of.suspended()
                  ? "Suspended"
                  : replicas.ready() >= replicas.desired() ? "Completed" : "Running");
      default -> replicas.desired() == 0 ? Health.of(Severity.OK, "Scaled to 0") : READY;
    };
  }

  static Severity severity(Ailment.Severity of) {
    return switch (of) {
      case CRITICAL -> Severity.CRITICAL;
      case WARNING -> Severity.WARNING;
    };
  }

  private static Health of(Ailment ailment) {
    return new Health(
        severity(ailment.severity()), ailment.brief(), KubeFacts.instant(ailment.sinceMs()));
  }

  private static Health of(PodTrouble trouble, PodRecord pod) {
    boolean dated = trouble.sinceMs() != Amounts.NONE;
    return new Health(
        severity(trouble.severity()),
        trouble.brief(),
        KubeFacts.instant(dated ? trouble.sinceMs() : pod.meta().createdMs()));
  }

  private static String or(String word, String otherwise) {
    return word.isEmpty() ? otherwise : word;
  }
}
