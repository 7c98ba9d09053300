package dev.nodecast.bench.truth;

/** A real server of one protocol and how it is asked. */
public interface Peer extends AutoCloseable {
  /** As rows of {@code service} have it. */
  String protocol();

  /** What else tells its requests from others, in SQL: a condition on rows of {@code service}. */
  String where();

  /** A connection of one client. */
  Talk connect() throws Exception;

  /** Whether a new connection for each request is something that its clients do. */
  default boolean reconnects() {
    return true;
  }

  /** Whose durations are compared: those of {@code role} client, or server. */
  default String end() {
    return "client";
  }

  /**
   * Durations of what was asked since this was called last.
   *
   * @param clients by the clients' clocks, microseconds
   * @return the same, or as many by the server's own log
   */
  default double[] logged(double[] clients) throws Exception {
    return clients;
  }

  /**
   * Whether these clocks are at the connection. Else they have the time in them that the peer's own
   * threads wait for each other, and are told beside what is stored but not compared with it.
   */
  default boolean near() {
    return true;
  }

  /** Whether it can be asked for an error. */
  default boolean fails() {
    return true;
  }

  @Override
  void close() throws Exception;
}
