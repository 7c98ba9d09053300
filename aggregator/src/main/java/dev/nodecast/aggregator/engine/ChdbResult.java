package dev.nodecast.aggregator.engine;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.OutputStream;

/** One native result or chunk of a result; the bytes stay in native memory until written out. */
final class ChdbResult implements AutoCloseable {
  private static final int SLICE_BYTES = 64 * 1024;

  private final Pointer handle;

  ChdbResult(Pointer handle) {
    if (handle == null) {
      throw new ClickHouseException(ClickHouseException.LOGICAL_ERROR, "engine gave no result");
    }
    this.handle = handle;
  }

  Pointer handle() {
    return handle;
  }

  /** Bytes of formatted data; 0 ends a stream. */
  long length() {
    return Chdb.chdb_result_length(handle);
  }

  /** Throws what the engine reported, if it did. */
  ChdbResult orThrow() {
    Pointer error = Chdb.chdb_result_error(handle);
    if (error != null) {
      String text = error.getString(0, "UTF-8");
      close();
      throw ClickHouseException.fromEngine(text);
    }
    return this;
  }

  /** Writes all but the first {@code skip} bytes in slices, so the heap holds one slice only. */
  void writeTo(OutputStream out, long skip) throws IOException {
    long length = length();
    if (length <= skip) {
      return;
    }
    Pointer buffer = Chdb.chdb_result_buffer(handle);
    byte[] slice = new byte[(int) Math.min(SLICE_BYTES, length - skip)];
    for (long at = skip; at < length; at += slice.length) {
      int n = (int) Math.min(slice.length, length - at);
      buffer.read(at, slice, 0, n);
      out.write(slice, 0, n);
    }
  }

  /** At most {@code limit} leading bytes. */
  byte[] head(int limit) {
    int n = (int) Math.min(limit, length());
    return n == 0 ? new byte[0] : Chdb.chdb_result_buffer(handle).getByteArray(0, n);
  }

  Summary summary() {
    return new Summary(
        Chdb.chdb_result_storage_rows_read(handle),
        Chdb.chdb_result_storage_bytes_read(handle),
        Chdb.chdb_result_rows_written(handle),
        Chdb.chdb_result_bytes_written(handle),
        Chdb.chdb_result_rows_read(handle),
        Chdb.chdb_result_bytes_read(handle),
        (long) (Chdb.chdb_result_elapsed(handle) * 1e9));
  }

  @Override
  public void close() {
    Chdb.chdb_destroy_query_result(handle);
  }
}
