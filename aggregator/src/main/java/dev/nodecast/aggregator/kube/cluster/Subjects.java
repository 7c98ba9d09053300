package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says what a record's points are about. */
final class Subjects {
  private static final Set<String> WORKLOADS =
      Set.of(
          "Deployment",
          "ReplicaSet",
          "StatefulSet",
          "DaemonSet",
          "ReplicationController",
          "Job",
          "CronJob");

  private Subjects() {}

  static Subject node(NodeRecord node) {
    Meta meta = node.meta();
    return new Subject("node", "", meta.name(), meta.uid(), meta.name(), "", "", "", "");
  }

  static Subject pod(PodRecord pod, ClusterView view) {
    Meta meta = pod.meta();
    Optional<OwnerRef> workload = view.workload(meta);
    return new Subject(
        "pod",
        meta.namespace(),
        meta.name(),
        meta.uid(),
        pod.node(),
        workload.map(OwnerRef::kind).orElse(""),
        workload.map(OwnerRef::name).orElse(""),
        meta.name(),
        "");
  }

  /** The uid is the pod's: a container has none, and its id changes with every restart. */
  static Subject container(Subject pod, ContainerRecord container) {
    return new Subject(
        "container",
        pod.namespace(),
        container.name(),
        pod.uid(),
        pod.node(),
        pod.workloadKind(),
        pod.workload(),
        pod.pod(),
        container.name());
  }

  /** Of anything that runs nowhere; a workload that nothing owns is its own workload. */
  static Subject of(Meta meta, ClusterView view) {
    Optional<OwnerRef> workload = view.workload(meta);
    if (workload.isEmpty() && WORKLOADS.contains(meta.kind())) {
      workload = Optional.of(new OwnerRef(meta.kind(), meta.name(), meta.uid()));
    }
    return new Subject(
        meta.kind().toLowerCase(Locale.ROOT),
        meta.namespace(),
        meta.name(),
        meta.uid(),
        "",
        workload.map(OwnerRef::kind).orElse(""),
        workload.map(OwnerRef::name).orElse(""),
        "",
        "");
  }
}
