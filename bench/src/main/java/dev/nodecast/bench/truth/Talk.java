package dev.nodecast.bench.truth;

/** One client's connection. For one thread. */
public interface Talk extends AutoCloseable {
  /**
   * Asks once and waits for the answer.
   *
   * @param wrong for an answer that is an error, by the protocol's own word
   * @throws Exception when it is not answered so
   */
  void ask(boolean wrong) throws Exception;

  /**
   * The same, by the clock that is nearest to the connection on the client's side.
   *
   * @return how long it took, microseconds
   */
  default double time(boolean wrong) throws Exception {
    long from = System.nanoTime();
    ask(wrong);
    return (System.nanoTime() - from) / 1e3;
  }

  @Override
  void close() throws Exception;
}
