package dev.nodecast.web.read;

import java.util.List;

/**
 * What Kubernetes says of a node.
 *
 * @param kubelet its version; empty when Kubernetes does not know the node: then nothing here means
 *     anything
 * @param conditions in the API's order
 * @param taints as {@code key=value:effect}
 * @param cpu room for CPU, in cores, of which {@code used} is not set
 * @param memory in bytes
 * @param pods how many it may have and has
 */
public record NodeFacts(
    String kubelet,
    String runtime,
    String os,
    String address,
    boolean cordoned,
    List<Condition> conditions,
    List<String> taints,
    Room cpu,
    Room memory,
    Room pods) {
  public static final NodeFacts NONE =
      new NodeFacts(
          "", "", "", "", false, List.of(), List.of(), Room.UNKNOWN, Room.UNKNOWN, Room.UNKNOWN);

  public NodeFacts {
    conditions = List.copyOf(conditions);
    taints = List.copyOf(taints);
  }

  /**
   * A condition of a node.
   *
   * @param status True, False or Unknown
   * @param reason the API's word for why; may be empty
   * @param severity OK where the status is the one of a healthy node
   */
  public record Condition(String type, String status, String reason, Severity severity) {}

  public boolean known() {
    return !kubelet.isEmpty();
  }
}
