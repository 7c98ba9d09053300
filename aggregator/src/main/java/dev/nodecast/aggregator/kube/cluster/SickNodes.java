package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    view.nodes().forEach(node -> out.addAll(of(node)));
    return out;
  }

  /** Worst first. */
  static List<Ailment> of(NodeRecord node) {
    List<Ailment> out = new ArrayList<>(0);
    int ready = node.conditions().getOrDefault(READY, -1);
    if (ready != 1) {
      out.add(notReady(node, ready));
    }
    for (Map.Entry<String, Integer> one : node.conditions().entrySet()) {
      String type = one.getKey();
      if (!type.equals(READY) && condition(type, one.getValue()).isPresent()) {
        out.add(
            ailment(
                node,
                Severity.WARNING,
                type,
                type,
                ' ' + PRESSURES.get(type),
                "Free it of what uses most, or move pods away: kubectl drain",
                type));
      }
    }
    return out;
  }

  /** How bad a condition is; empty when it is as it should be, or nobody knows what it means. */
  static Optional<Severity> condition(String type, int status) {
    if (type.equals(READY)) {
      return status == 1 ? Optional.empty() : Optional.of(Severity.CRITICAL);
    }
    return status == 1 && PRESSURES.containsKey(type)
        ? Optional.of(Severity.WARNING)
        : Optional.empty();
  }

  private static Ailment notReady(NodeRecord node, int ready) {
    return ready == 0
        ? ailment(
            node,
            Severity.CRITICAL,
            "NotReady",
            "NotReady",
            " is not ready",
            "Look at its kubelet and container runtime",
            READY)
        : ailment(
            node,
            Severity.CRITICAL,
            "NodeLost",
            "Does not report",
            " no longer reports",
            "Look whether the machine runs, its kubelet, and its way to the API server",
            READY);
  }

  private static String why(NodeRecord node, String type) {
    String reason = node.reasons().getOrDefault(type, "");
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private static Ailment ailment(
      NodeRecord node,
      Severity severity,
      String reason,
      String brief,
      String what,
      String remedy,
      String type) {
    return new Ailment(
        severity,
        "Node",
        "",
        node.meta().name(),
        node.meta().uid(),
        "",
        "",
        reason,
        brief + why(node, type),
        "Node " + node.meta().name() + what + why(node, type),
        node.since().getOrDefault(type, Amounts.NONE),
        remedy,
        1);
  }
}
