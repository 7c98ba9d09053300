package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** The worst of a node. */
  public static Optional<Ailment> of(NodeRecord node) {
    return SickNodes.of(node).stream().findFirst();
  }

  /** Of a workload itself, not of its pods. */
  public static Optional<Ailment> of(WorkloadRecord workload, ClusterView view) {
    return SickWorkloads.of(workload, view);
  }

  /** How bad a node's condition is: 1 true, 0 false, -1 unknown; empty when it is well. */
  public static Optional<Ailment.Severity> condition(String type, int status) {
    return SickNodes.condition(type, status);
  }
}
