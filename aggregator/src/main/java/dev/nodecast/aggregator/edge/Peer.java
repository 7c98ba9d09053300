package dev.nodecast.aggregator.edge;

/**
 * Who is at an end of a connection; texts that are not known are empty.
 *
 * @param name of a workload its service, where an agent watches it; of others their name
 */
public record Peer(Kind kind, String namespace, String workload, String name) {
  /** What it is; the label {@code client_kind} or {@code server_kind}. */
  public enum Kind {
    /** A program that an agent watches, or a pod. */
    WORKLOAD,
    /** A Service of Kubernetes. */
    SERVICE,
    /** Something on a node. */
    NODE,
    /** Nothing of the cluster; the agent has names for its address. */
    OUTSIDE,
    /** Without an address, or with one that several have. */
    UNKNOWN
  }

  static final Peer OUTSIDE = new Peer(Kind.OUTSIDE, "", "", "");
  static final Peer UNKNOWN = new Peer(Kind.UNKNOWN, "", "", "");
}
