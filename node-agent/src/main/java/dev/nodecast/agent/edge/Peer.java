package dev.nodecast.agent.edge;

/**
 * Who is at the other end of connections; texts that are not known are empty.
 *
 * @param kind {@code workload}, {@code service}, {@code node}, {@code outside} or {@code unknown}
 * @param name of a workload its program; of others their name
 */
public record Peer(String kind, String namespace, String workload, String name) {
  public static final String WORKLOAD = "workload";
  public static final String SERVICE = "service";
  public static final String NODE = "node";
  public static final String OUTSIDE = "outside";

  /** Nobody can say. */
  public static final Peer UNKNOWN = new Peer("unknown", "", "", "");

  static Peer outside(String name) {
    return new Peer(OUTSIDE, "", "", name);
  }
}
