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

  @Override
  void close() throws Exception;
}
