package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import java.util.List;

/** Usage as a share of what was asked for, of what is allowed, and of what the node has. */
record Share(
    K8sMetric cpuLimit,
    K8sMetric cpuRequest,
    K8sMetric memoryLimit,
    K8sMetric memoryRequest,
    K8sMetric cpuNode,
    K8sMetric memoryNode) {

  static Share of(String prefix, String whose) {
    return new Share(
        share(prefix + ".cpu_limit_utilization", "CPU usage by the CPU limit of the " + whose),
        share(prefix + ".cpu_request_utilization", "CPU usage by the CPU request of the " + whose),
        share(prefix + ".memory_limit_utilization", "Memory by the memory limit of the " + whose),
        share(
            prefix + ".memory_request_utilization", "Memory by the memory request of the " + whose),
        share(prefix + ".cpu.node.utilization", "CPU usage of the " + whose + " by the node's"),
        share(prefix + ".memory.node.utilization", "Memory of the " + whose + " by the node's"));
  }

  /** Those that need what the pod asks for. */
  List<K8sMetric> described() {
    return List.of(cpuLimit, cpuRequest, memoryLimit, memoryRequest);
  }

  List<K8sMetric> all() {
    return List.of(cpuLimit, cpuRequest, memoryLimit, memoryRequest, cpuNode, memoryNode);
  }

  private static K8sMetric share(String name, String help) {
    return KubeletMetrics.off(name, "1", K8sMetric.Type.GAUGE, help);
  }
}
