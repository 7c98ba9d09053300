package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nodes that are not ready, or under pressure. */
final class SickNodes {
  private static final String READY = "Ready";

  /** Conditions that are bad when true, with what they mean. */
  private static final Map<String, String> PRESSURES =
      Map.of(
          "MemoryPressure", "is short of memory and evicts pods",
          "DiskPressure", "is short of disk space and evicts pods",
          "PIDPressure", "is short of process ids and evicts pods",
          "NetworkUnavailable", "has no working network for pods");

  private SickNodes() {}

  static List<Ailment> of(ClusterView view) {
    List<Ailment> out = new ArrayList<>();
    for (NodeRecord node : view.nodes()) {
      int ready = node.conditions().getOrDefault(READY, -1);
      if (ready != 1) {
        out.add(notReady(node, ready));
      }
      PRESSURES.forEach(
          (type, what) -> {
            if (node.conditions().getOrDefault(type, 0) == 1) {
              out.add(
                  ailment(
                      node,
                      Severity.WARNING,
                      type,
                      "Node " + node.meta().name() + ' ' + what + why(node, type),
                      "Free it of what uses most, or move pods away: kubectl drain",
                      type));
            }
          });
    }
    return out;
  }

  private static Ailment notReady(NodeRecord node, int ready) {
    String name = node.meta().name();
    return ready == 0
        ? ailment(
            node,
            Severity.CRITICAL,
            "NotReady",
            "Node " + name + " is not ready" + why(node, READY),
            "Look at its kubelet and container runtime",
            READY)
        : ailment(
            node,
            Severity.CRITICAL,
            "NodeLost",
            "Node " + name + " no longer reports" + why(node, READY),
            "Look whether the machine runs, its kubelet, and its way to the API server",
            READY);
  }

  private static String why(NodeRecord node, String type) {
    String reason = node.reasons().getOrDefault(type, "");
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private static Ailment ailment(
      NodeRecord node, Severity severity, String reason, String what, String remedy, String type) {
    return new Ailment(
        severity,
        "Node",
        "",
        node.meta().name(),
        node.meta().uid(),
        "",
        "",
        reason,
        what,
        node.since().getOrDefault(type, Amounts.NONE),
        remedy,
        1);
  }
}
