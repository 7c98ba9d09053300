package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import java.util.ArrayList;
import java.util.List;

/** Says what is wrong in a cluster. Pure: the same view and time give the same list. */
public final class Unhealthy {
  private Unhealthy() {}

  /**
   * What is wrong, worst first. Pods of one workload with the same trouble are one ailment, so the
   * list is about as long as there are troubles, not pods.
   */
  public static List<Ailment> of(ClusterView view, long nowMs) {
    List<Ailment> out = new ArrayList<>();
    out.addAll(SickNodes.of(view));
    out.addAll(SickPods.of(view, nowMs));
    out.addAll(SickWorkloads.of(view));
    out.addAll(ShortQuotas.of(view));
    out.addAll(SickVolumes.of(view));
    out.sort(Ailment.ORDER);
    return out;
  }
}
