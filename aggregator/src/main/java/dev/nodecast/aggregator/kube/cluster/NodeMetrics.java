package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Nodes. */
final class NodeMetrics {
  private static final int UNKNOWN = -1;

  private NodeMetrics() {}

  /**
   * @param conditions types that have a metric of their own
   */
  static void points(NodeRecord node, Subject subject, Collection<String> conditions, Points out) {
    for (String type : conditions) {
      int value = node.conditions().getOrDefault(type, UNKNOWN);
      out.given(K8sMetrics.nodeCondition(type), subject, value);
    }
    if (out.wants(K8sMetrics.NODE_CONDITION)) {
      node.conditions()
          .forEach(
              (type, value) ->
                  out.add(K8sMetrics.NODE_CONDITION, subject, Map.of("condition", type), value));
    }
    Amounts there = node.allocatable();
    if (there.cpuMillis() != Amounts.NONE) {
      out.add(K8sMetrics.NODE_CPU, subject, Map.of(), there.cpuMillis() / 1000.0);
    }
    out.given(K8sMetrics.NODE_MEMORY, subject, there.memory());
    out.given(K8sMetrics.NODE_EPHEMERAL, subject, there.ephemeralStorage());
    out.given(K8sMetrics.NODE_STORAGE, subject, there.storage());
    out.given(K8sMetrics.NODE_PODS, subject, there.pods());
  }

  static EntityState entity(NodeRecord node) {
    String runtime = node.runtimeVersion();
    int scheme = runtime.indexOf("://");
    return Attributes.of("k8s.node", node.meta())
        .with("k8s.kubelet.version", node.kubeletVersion())
        .with("container.runtime", scheme < 0 ? runtime : runtime.substring(0, scheme))
        .with("container.runtime.version", scheme < 0 ? "" : runtime.substring(scheme + 3))
        .with("os.description", node.osImage())
        .with("os.type", node.os())
        .with("host.arch", node.architecture())
        .entity(node.meta(), List.of());
  }
}
