package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Tick;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One picture of all nodes and pods; never changed after it was made. Rows of pods come without
 * sparkline: only the few on a page get theirs.
 *
 * @param version of the live state that it shows
 * @param nodes that agents report
 * @param listed all nodes, also those without an agent
 * @param kube what Kubernetes says beyond pods and nodes
 * @param recoveries what was unhealthy a minute ago or less
 * @param madeNanos when ({@code System.nanoTime})
 * @param costNanos how long making it took
 */
record Present(
    long version,
    Tick tick,
    List<NodeLine> nodes,
    Map<String, NodeLine> nodeByName,
    List<ListedNode> listed,
    Map<String, ListedNode> listedByName,
    List<PodLine> pods,
    PodIds podIds,
    KubePicture kube,
    Totals totals,
    List<HealthLog.Recovery> recoveries,
    long madeNanos,
    long costNanos) {
  static final Totals NOTHING =
      new Totals(
          new Counts(0, 0, 0, 0, 0),
          new Counts(0, 0, 0, 0, 0),
          new Counts(0, 0, 0, 0, 0),
          Double.NaN,
          Double.NaN,
          0,
          Double.NaN,
          Instant.EPOCH);

  /**
   * One line of the list of nodes.
   *
   * @param search lower-case text that searches look in
   */
  record ListedNode(NodeRow row, String search) {}

  /**
   * One node with an agent.
   *
   * @param live whether frames come
   */
  record NodeLine(
      NodeState state,
      NodeState.AgentInfo agent,
      long frameMs,
      boolean live,
      NodeRow row,
      double diskBusyShare) {}

  /** The node that a query names, or that its pod runs on; null when there is none of either. */
  NodeLine nodeOf(RowQuery query) {
    if (query.pod().isEmpty()) {
      return nodeByName.get(query.node());
    }
    PodLine pod = podIds.find(query.pod());
    boolean elsewhere =
        pod != null && !query.node().isEmpty() && !query.node().equals(pod.row().node());
    return pod == null || elsewhere ? null : nodeByName.get(pod.row().node());
  }

  /**
   * One pod, container or unit.
   *
   * @param kube what Kubernetes says; null when that is nothing
   */
  record PodLine(PodName name, PodRow row, KubePod kube) {}

  /**
   * What the frame of every page shows.
   *
   * @param agents ok is live, unknown is silent
   * @param agentCpuCores mean of the live agents
   * @param containers of all nodes
   * @param oomKills of the last hour
   */
  record Totals(
      Counts nodes,
      Counts pods,
      Counts agents,
      double agentCpuCores,
      double agentMemoryBytes,
      int containers,
      double oomKills,
      Instant lastRecovery) {}

  /** Pods by uid, made when first asked for: most pictures are only counted. */
  static final class PodIds {
    private final List<PodLine> pods;
    private Map<String, PodLine> byUid;

    PodIds(List<PodLine> pods) {
      this.pods = pods;
    }

    /** Null when there is none. */
    synchronized PodLine find(String uid) {
      if (byUid == null) {
        byUid = new HashMap<>(pods.size() * 2);
        for (PodLine pod : pods) {
          byUid.putIfAbsent(pod.name().uid(), pod);
          if (pod.kube() != null) {
            // The kubelet's static pods have one uid here and another one there.
            byUid.putIfAbsent(pod.kube().record().meta().uid(), pod);
          }
        }
      }
      return byUid.get(uid);
    }
  }

  /** Counts things by their severity. */
  static final class Tally {
    private final int[] of = new int[Severity.values().length];
    private int total;

    void add(Severity severity) {
      of[severity.ordinal()]++;
      total++;
    }

    Counts counts() {
      return new Counts(
          total,
          of[Severity.OK.ordinal()],
          of[Severity.UNKNOWN.ordinal()],
          of[Severity.WARNING.ordinal()],
          of[Severity.CRITICAL.ordinal()]);
    }
  }
}
