package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods that do not run, or not well; those of one workload with one trouble are told once. */
final class SickPods {
  private final ClusterView view;
  private final long nowMs;
  private final Map<List<String>, Ailment> found = new LinkedHashMap<>();

  private SickPods(ClusterView view, long nowMs) {
    this.view = view;
    this.nowMs = nowMs;
  }

  static List<Ailment> of(ClusterView view, long nowMs) {
    SickPods pods = new SickPods(view, nowMs);
    view.pods().forEach(pods::look);
    return List.copyOf(pods.found.values());
  }

  private void look(PodRecord pod) {
    for (PodTrouble trouble : PodTrouble.of(pod, nowMs)) {
      add(pod, trouble);
    }
  }

  private void add(PodRecord pod, PodTrouble trouble) {
    Optional<OwnerRef> owner = view.workload(pod.meta());
    String kind = owner.map(OwnerRef::kind).orElse("");
    String workload = owner.map(OwnerRef::name).orElse("");
    // A bare pod shares with nobody.
    String group = owner.isPresent() ? workload : pod.meta().uid();
    List<String> key =
        List.of(pod.meta().namespace(), kind, group, trouble.container(), trouble.reason());
    Ailment one =
        new Ailment(
            trouble.severity(),
            "Pod",
            pod.meta().namespace(),
            pod.meta().name(),
            pod.meta().uid(),
            kind,
            workload,
            trouble.reason(),
            trouble.brief(),
            trouble.what(),
            trouble.sinceMs(),
            trouble.remedy(),
            1);
    found.merge(key, one, SickPods::both);
  }

  /** Told by the pod whose name sorts first, so that the line does not jump; since the earliest. */
  private static Ailment both(Ailment a, Ailment b) {
    Ailment told = a.name().compareTo(b.name()) <= 0 ? a : b;
    return new Ailment(
        a.severity().compareTo(b.severity()) <= 0 ? a.severity() : b.severity(),
        told.kind(),
        told.namespace(),
        told.name(),
        told.uid(),
        told.workloadKind(),
        told.workload(),
        told.reason(),
        told.brief(),
        told.what(),
        earliest(a.sinceMs(), b.sinceMs()),
        told.remedy(),
        a.count() + b.count());
  }

  private static long earliest(long a, long b) {
    if (a == Amounts.NONE || b == Amounts.NONE) {
      return Math.max(a, b);
    }
    return Math.min(a, b);
  }
}
