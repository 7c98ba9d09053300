package dev.nodecast.web.read;

import java.util.Map;

/**
 * How Nodecast fares with a Kubernetes cluster.
 *
 * @param known whether there is a cluster: nothing else means anything without
 * @param synced whether all that can be listed was
 * @param leaseHolder who takes agents, of several aggregators; empty where none is asked for
 * @param rows stored since the start, by table
 * @param pendingBytes collected and not yet stored
 * @param pendingMaxBytes most of that; what comes beyond is dropped and counted
 * @param error the database's words about the last statement that failed; empty when none did
 */
public record ClusterStatus(
    boolean known,
    boolean synced,
    String leaseHolder,
    Map<String, Long> rows,
    double pendingBytes,
    double pendingMaxBytes,
    String error) {
  public static final ClusterStatus NONE =
      new ClusterStatus(false, false, "", Map.of(), Double.NaN, Double.NaN, "");
}
