package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.web.Present.PodLine;
import java.util.Map;

/** The labels that a pod's rows are stored under. */
final class PodAddress {
  private PodAddress() {}

  /**
   * @param line the pod as it lives, or null: then the uid alone tells
   */
  static Map<String, String> labels(String uid, PodLine line) {
    int at = uid.lastIndexOf('~');
    if (at < 0) {
      return Map.of("pod_uid", uid);
    }
    String own = uid.substring(at + 1);
    if (line != null && line.name().kind().equals("Pod")) {
      PodName name = line.name();
      return Map.of("node", name.node(), "namespace", name.namespace(), "pod", name.name());
    }
    String node = line == null ? uid.substring(0, at) : line.name().node();
    boolean byId =
        line == null ? own.matches("[0-9a-f]{12,64}") : line.name().containerIds().contains(own);
    return Map.of("node", node, byId ? "container_id" : "container", own);
  }
}
