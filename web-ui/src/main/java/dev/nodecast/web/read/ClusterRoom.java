package dev.nodecast.web.read;

import java.util.List;
import java.util.Map;

/**
 * The Kubernetes cluster as a whole.
 *
 * @param known false without a cluster: then nothing here means anything
 * @param pods how many there may be and are
 * @param nodesReady nodes that Kubernetes says are ready
 * @param phases how many pods are in which phase
 * @param workloads by their health
 * @param problems what Nodecast cannot see of it and what to do about it, for people
 */
public record ClusterRoom(
    boolean known,
    Room cpu,
    Room memory,
    Room pods,
    int nodes,
    int nodesReady,
    Map<String, Integer> phases,
    Counts workloads,
    List<String> problems) {
  public static final ClusterRoom NONE =
      new ClusterRoom(
          false,
          Room.UNKNOWN,
          Room.UNKNOWN,
          Room.UNKNOWN,
          0,
          0,
          Map.of(),
          new Counts(0, 0, 0, 0, 0),
          List.of());

  public ClusterRoom {
    phases = Map.copyOf(phases);
    problems = List.copyOf(problems);
  }
}
