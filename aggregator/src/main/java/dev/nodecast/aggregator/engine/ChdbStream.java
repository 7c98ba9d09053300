package dev.nodecast.aggregator.engine;

import com.sun.jna.Pointer;

/** A running SELECT; each fetch gives one block as a document of its own in the asked format. */
final class ChdbStream implements AutoCloseable {
  private final Pointer connection;
  private final ChdbResult stream;
  private boolean ended;

  ChdbStream(Pointer connection, ChdbResult stream) {
    this.connection = connection;
    this.stream = stream;
  }

  /** The next chunk, which the caller closes, or null at the end. */
  ChdbResult next() {
    if (ended) {
      return null;
    }
    ChdbResult chunk = new ChdbResult(Chdb.chdb_stream_fetch_result(connection, stream.handle()));
    // An error ends the stream too; only a stream that is still running needs its cancel.
    ended = chunk.length() == 0;
    chunk.orThrow();
    if (!ended) {
      return chunk;
    }
    chunk.close();
    return null;
  }

  @Override
  public void close() {
    if (!ended) {
      Chdb.chdb_stream_cancel_query(connection, stream.handle());
    }
    stream.close();
  }
}
