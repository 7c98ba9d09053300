package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known beside a node's summary when its points are made.
 *
 * @param told pods by uid that the kubelet itself described, where more is wanted than the view has
 */
record Scrape(
    KubeletSettings settings,
    ClusterView view,
    NodeRecord node,
    Map<String, ToldPod> told,
    Claims claims,
    CpuRates rates,
    long nowMs) {

  /** All points of a summary, of the groups that are wanted. */
  List<MetricPoint> points(Summary summary) {
    Points out = new Points(settings.metrics());
    if (settings.groups().contains(KubeletSettings.Group.NODE)) {
      NodePoints.add(out, this, summary.node());
    }
    for (Summary.Pod pod : summary.pods()) {
      Optional<PodRecord> record = record(pod);
      Subject subject = subject(pod, record);
      if (settings.groups().contains(KubeletSettings.Group.POD)) {
        PodPoints.add(out, this, subject, pod, record);
      }
      if (settings.groups().contains(KubeletSettings.Group.CONTAINER)) {
        for (Summary.Container container : pod.containers()) {
          ContainerPoints.add(out, this, subject, container, record);
        }
      }
      if (settings.groups().contains(KubeletSettings.Group.VOLUME)) {
        VolumePoints.add(out, this, subject, pod);
      }
    }
    rates.finish();
    return out.all();
  }

  /**
   * Whether something is wanted that only the kubelet's descriptions of pods say: the types of
   * volumes, or what containers of a pod ask for that the view does not have.
   */
  boolean wantsMore(Summary summary) {
    boolean volumes = settings.groups().contains(KubeletSettings.Group.VOLUME);
    boolean pods = settings.describesPods();
    return summary.pods().stream()
        .anyMatch(pod -> (volumes && !pod.volumes().isEmpty()) || (pods && record(pod).isEmpty()));
  }

  /**
   * The uid of a static pod differs: the kubelet's is a hash of its file, the API server's is that
   * of the mirror. Such pods are found by name.
   */
  private Optional<PodRecord> record(Summary.Pod pod) {
    Optional<PodRecord> byUid = view.pod(pod.uid());
    if (byUid.isPresent()) {
      return byUid;
    }
    ToldPod told = this.told.get(pod.uid());
    return told != null
        ? Optional.of(told.record())
        : view.pods(node.meta().name()).stream()
            .filter(
                p ->
                    p.meta().name().equals(pod.name())
                        && p.meta().namespace().equals(pod.namespace())
                        && mirrored(p, pod))
            .findFirst();
  }

  /** A pod of the same name that was started anew has another life, and is no mirror. */
  private static boolean mirrored(PodRecord known, Summary.Pod pod) {
    return known.meta().owner().filter(o -> o.kind().equals("Node")).isPresent()
        && !pod.uid().contains("-");
  }

  private Subject subject(Summary.Pod pod, Optional<PodRecord> record) {
    Optional<OwnerRef> owner = record.flatMap(r -> view.workload(r.meta()));
    return new Subject(
        "pod",
        pod.namespace(),
        pod.name(),
        record.map(r -> r.meta().uid()).orElse(pod.uid()),
        node.meta().name(),
        owner.map(OwnerRef::kind).orElse(""),
        owner.map(OwnerRef::name).orElse(""),
        pod.name(),
        "");
  }

  /** One container of a pod's description. */
  static Optional<ContainerRecord> container(Optional<PodRecord> pod, String name) {
    return pod.stream()
        .flatMap(p -> p.containers().stream())
        .filter(c -> c.name().equals(name))
        .findFirst();
  }
}
