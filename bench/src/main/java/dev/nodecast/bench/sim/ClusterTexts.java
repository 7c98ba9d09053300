package dev.nodecast.bench.sim;

import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

/** What belongs to the pods of {@link PodTexts}, one text an object, as an API server tells it. */
final class ClusterTexts {
  /** A kind of object: how many there are, and each one's text. */
  record Objects(int count, IntFunction<String> text) {}

  private final int pods;

  ClusterTexts(int pods) {
    this.pods = pods;
  }

  /** By the path of their list. */
  Map<String, Objects> all() {
    return Map.of(
        "/api/v1/namespaces", new Objects(PodTexts.NAMESPACES, ClusterTexts::namespace),
        "/api/v1/nodes", new Objects(PodTexts.NODES, ClusterTexts::node),
        "/api/v1/services", new Objects(PodTexts.WORKLOADS, ClusterTexts::service),
        "/apis/apps/v1/deployments", new Objects(PodTexts.WORKLOADS, this::deployment),
        "/apis/apps/v1/replicasets", new Objects(PodTexts.WORKLOADS, this::replicaSet),
        "/apis/discovery.k8s.io/v1/endpointslices", new Objects(PodTexts.WORKLOADS, this::slice),
        "/api/v1/events", new Objects(0, index -> ""));
  }

  private static String meta(String name, String namespace, UUID uid, String more) {
    return "{\"metadata\":{\"name\":\""
        + name
        + (namespace.isEmpty() ? "" : "\",\"namespace\":\"" + namespace)
        + "\",\"uid\":\""
        + uid
        + "\",\"resourceVersion\":\"1\",\"creationTimestamp\":\"2026-11-20T08:00:00Z\""
        + more
        + "}";
  }

  private static String namespace(int index) {
    return meta(PodTexts.namespace(index), "", new UUID(1, index), "")
        + ",\"status\":{\"phase\":\"Active\"}}";
  }

  private static String node(int index) {
    String condition =
        "{\"type\":\"%s\",\"status\":\"%s\",\"reason\":\"Kubelet%s\","
            + "\"lastHeartbeatTime\":\"2026-11-21T08:00:00Z\","
            + "\"lastTransitionTime\":\"2026-11-20T08:00:00Z\"}";
    String amounts = "{\"cpu\":\"32\",\"memory\":\"131072Mi\",\"pods\":\"110\"}";
    return meta(
            PodTexts.node(index),
            "",
            new UUID(2, index),
            ",\"labels\":{\"topology.kubernetes.io/zone\":\"zone-" + index % 3 + "\"}")
        + ",\"spec\":{},\"status\":{\"capacity\":"
        + amounts
        + ",\"allocatable\":"
        + amounts
        + ",\"conditions\":["
        + condition.formatted("Ready", "True", "Ready")
        + ","
        + condition.formatted("MemoryPressure", "False", "HasSufficientMemory")
        + "],\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"172.16."
        + index / 250
        + "."
        + (index % 250 + 1)
        + "\"}],\"nodeInfo\":{\"kubeletVersion\":\"v1.33.1\",\"osImage\":\"Debian\"}}}";
  }

  private static String app(int index) {
    return "{\"app\":\"" + PodTexts.service(index) + "\"}";
  }

  private static String service(int index) {
    return meta(
            PodTexts.service(index),
            PodTexts.namespace(index),
            new UUID(3, index),
            ",\"labels\":" + app(index))
        + ",\"spec\":{\"type\":\"ClusterIP\",\"clusterIP\":\"10.96."
        + index / 250
        + "."
        + index % 250
        + "\",\"selector\":"
        + app(index)
        + ",\"ports\":[{\"name\":\"http\",\"port\":80,\"protocol\":\"TCP\"}]},"
        + "\"status\":{\"loadBalancer\":{}}}";
  }

  /** Pods of one workload; those left over are not worth telling apart. */
  private int replicas() {
    return pods / PodTexts.WORKLOADS;
  }

  private String replicated(String meta) {
    String count = String.valueOf(replicas());
    return meta
        + ",\"spec\":{\"replicas\":"
        + count
        + "},\"status\":{\"replicas\":"
        + count
        + ",\"readyReplicas\":"
        + count
        + ",\"availableReplicas\":"
        + count
        + "}}";
  }

  private String deployment(int index) {
    return replicated(
        meta(
            PodTexts.service(index),
            PodTexts.namespace(index),
            new UUID(8, index),
            ",\"labels\":" + app(index)));
  }

  private String replicaSet(int index) {
    return replicated(
        meta(
            PodTexts.replicaSet(index),
            PodTexts.namespace(index),
            UUID.fromString(PodTexts.replicaSetUid(index)),
            ",\"labels\":"
                + app(index)
                + ",\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\","
                + "\"name\":\""
                + PodTexts.service(index)
                + "\",\"uid\":\""
                + new UUID(8, index)
                + "\",\"controller\":true}]"));
  }

  private String slice(int index) {
    StringBuilder text = new StringBuilder(5000);
    text.append(
        meta(
            PodTexts.service(index) + "-x7k2p",
            PodTexts.namespace(index),
            new UUID(4, index),
            ",\"labels\":{\"kubernetes.io/service-name\":\"" + PodTexts.service(index) + "\"}"));
    text.append(",\"addressType\":\"IPv4\",\"endpoints\":[");
    for (int pod = index; pod < pods; pod += PodTexts.WORKLOADS) {
      text.append(pod == index ? "" : ",")
          .append("{\"addresses\":[\"")
          .append(PodTexts.ip(pod))
          .append("\"],\"conditions\":{\"ready\":true,\"serving\":true,\"terminating\":false},")
          .append("\"nodeName\":\"")
          .append(PodTexts.node(pod))
          .append("\",\"zone\":\"zone-0\",\"targetRef\":{\"kind\":\"Pod\",\"namespace\":\"")
          .append(PodTexts.namespace(index))
          .append("\",\"name\":\"")
          .append(PodTexts.name(pod))
          .append("\",\"uid\":\"")
          .append(PodTexts.uid(pod))
          .append("\"}}");
    }
    return text.append("]}").toString();
  }
}
