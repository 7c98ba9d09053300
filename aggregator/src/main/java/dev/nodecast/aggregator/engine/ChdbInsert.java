package dev.nodecast.aggregator.engine;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;

/** One streaming INSERT: chunks in, committed by {@link #finish}, undone by closing without it. */
final class ChdbInsert implements AutoCloseable {
  /** The engine queues at most 16 chunks and then blocks: 8 MiB at most wait in native memory. */
  private static final int CHUNK_BYTES = 512 * 1024;

  private final Pointer handle;
  private boolean finished;

  ChdbInsert(Pointer handle) {
    this.handle = handle;
  }

  /** Throws what the engine reported (unknown table, malformed data), if it did. */
  ChdbInsert orThrow() {
    Pointer error = Chdb.chdb_stream_insert_error(handle);
    if (error != null) {
      String text = error.getString(0, "UTF-8");
      close();
      throw ClickHouseException.fromEngine(text);
    }
    return this;
  }

  /** Feeds all of {@code in}; stops early when the engine has failed, which finish() reports. */
  void appendAll(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    while (true) {
      int n = in.readNBytes(chunk, 0, chunk.length);
      if (n == 0 || Chdb.chdb_stream_append(handle, chunk, n) != Chdb.SUCCESS) {
        return;
      }
    }
  }

  /** Commits; the error of any earlier chunk surfaces here. */
  Summary finish() {
    Pointer failed = Chdb.chdb_stream_insert_error(handle);
    if (failed != null) {
      throw ClickHouseException.fromEngine(failed.getString(0, "UTF-8"));
    }
    finished = true;
    try (ChdbResult result = new ChdbResult(Chdb.chdb_stream_done(handle))) {
      Pointer error = Chdb.chdb_result_error(result.handle());
      if (error != null) {
        throw ClickHouseException.fromEngine(error.getString(0, "UTF-8"));
      }
      return result.summary();
    }
  }

  @Override
  public void close() {
    if (!finished) {
      Chdb.chdb_stream_cancel_insert(handle);
    }
    Chdb.chdb_destroy_insert_stream(handle);
  }
}
