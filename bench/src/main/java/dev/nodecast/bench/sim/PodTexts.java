package dev.nodecast.bench.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * Pods as an API server tells them, with {@code managedFields}, and the names of what they belong
 * to: on 1,000 nodes, of 5,000 workloads in 50 namespaces.
 */
final class PodTexts {
  static final int NODES = 1000;
  static final int WORKLOADS = 5000;
  static final int NAMESPACES = 50;

  private final String[] template;

  PodTexts() throws IOException {
    try (InputStream in = PodTexts.class.getResourceAsStream("/pod.json")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("@", -1);
    }
  }

  static String namespace(int workload) {
    return "team-" + workload % NAMESPACES;
  }

  static String service(int workload) {
    return "service-" + workload;
  }

  static String replicaSet(int workload) {
    return service(workload) + "-" + Integer.toString(workload + 1_000_000, 36);
  }

  static String replicaSetUid(int workload) {
    return new UUID(7, workload).toString();
  }

  static String node(int index) {
    return "node-" + index % NODES;
  }

  static String name(int index) {
    return replicaSet(index % WORKLOADS) + "-" + Integer.toString(index, 36);
  }

  static String uid(int index) {
    return new UUID(0x4e6f6465_63617374L, index).toString();
  }

  static String ip(int index) {
    return "10." + (index >> 16) + "." + (index >> 8 & 255) + "." + (index & 255);
  }

  String pod(int index, long version, int restarts) {
    int workload = index % WORKLOADS;
    String id = uid(index);
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("NAME", name(index)),
            Map.entry("NAMESPACE", namespace(workload)),
            Map.entry("UID", id),
            Map.entry("VERSION", String.valueOf(version)),
            Map.entry("OWNER", replicaSet(workload)),
            Map.entry("OWNERUID", replicaSetUid(workload)),
            Map.entry("APP", service(workload)),
            Map.entry("NODE", node(index)),
            Map.entry("IP", ip(index)),
            // Started anew, a container has another id.
            Map.entry("CONTAINER", (id + new UUID(10, restarts)).replace("-", "")),
            Map.entry("INIT", (id + new UUID(9, index)).replace("-", "")),
            Map.entry("RESTARTS", String.valueOf(restarts)));
    StringBuilder text = new StringBuilder(6000);
    for (String part : template) {
      text.append(values.getOrDefault(part, part));
    }
    return text.toString();
  }
}
