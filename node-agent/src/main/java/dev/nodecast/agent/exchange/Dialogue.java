package dev.nodecast.agent.exchange;

/**
 * Reads one connection in one protocol, whatever was seen of it: its beginning may be missing,
 * bytes may be cut anywhere or be another protocol's. Never throws for what the bytes say, and
 * keeps a bounded amount of it. For one thread.
 */
public interface Dialogue {
  /** A request and its answer, or a burst of both. */
  void turn(Turn turn, Exchanged to);

  /**
   * What one call moved, for protocols that are told call by call: the bytes are {@link
   * Turn#request}, moved at {@link Turn#requestNs}.
   *
   * @param toServer which way; meaningless where {@link Turn#ended} tells the connection's end
   */
  default void segment(Turn turn, boolean toServer, Exchanged to) {}

  /** The kernel counts what goes on here by what this one told it, and tells next to nothing. */
  default boolean counted() {
    return false;
  }

  /** The connection is over, or forgotten. */
  default void forgotten() {}
}
