package dev.nodecast.aggregator.engine;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.nio.file.Path;

/**
 * The part of libchdb's C interface (chdb.h, 26.7) that the front needs, direct-mapped by JNA.
 * Connections, results and insert streams are opaque pointers; {@link ChdbConnection}, {@link
 * ChdbResult} and {@link ChdbInsert} own them. A connection runs one statement at a time.
 */
final class Chdb {
  /** {@code chdb_state}: zero is success. */
  static final int SUCCESS = 0;

  /** {@code chdb_query_class}: SELECT, SHOW, DESCRIBE, EXPLAIN and the like. */
  static final int CLASS_READ_ONLY = 0;

  private Chdb() {}

  /**
   * Binds the natives to the library file, once per process.
   *
   * @throws UnsatisfiedLinkError when the file is no such library
   */
  static void load(Path library) {
    Native.register(Chdb.class, library.toAbsolutePath().toString());
  }

  static native Pointer chdb_connect(int argc, StringArray argv);

  static native void chdb_set_signal_handlers_enabled(int enabled);

  static native Pointer chdb_query_with_params_n(
      Pointer connection,
      byte[] sql,
      long sqlLength,
      byte[] format,
      long formatLength,
      Pointer names,
      Pointer nameLengths,
      Pointer values,
      Pointer valueLengths,
      long count);

  static native Pointer chdb_stream_query_with_params_n(
      Pointer connection,
      byte[] sql,
      long sqlLength,
      byte[] format,
      long formatLength,
      Pointer names,
      Pointer nameLengths,
      Pointer values,
      Pointer valueLengths,
      long count);

  static native Pointer chdb_stream_fetch_result(Pointer connection, Pointer stream);

  static native void chdb_stream_cancel_query(Pointer connection, Pointer stream);

  static native Pointer chdb_result_buffer(Pointer result);

  static native long chdb_result_length(Pointer result);

  static native Pointer chdb_result_error(Pointer result);

  static native double chdb_result_elapsed(Pointer result);

  static native long chdb_result_rows_read(Pointer result);

  static native long chdb_result_bytes_read(Pointer result);

  static native long chdb_result_storage_rows_read(Pointer result);

  static native long chdb_result_storage_bytes_read(Pointer result);

  static native long chdb_result_rows_written(Pointer result);

  static native long chdb_result_bytes_written(Pointer result);

  static native void chdb_destroy_query_result(Pointer result);

  static native Pointer chdb_stream_insert_with_params_n(
      Pointer connection,
      byte[] sql,
      long sqlLength,
      byte[] format,
      long formatLength,
      Pointer names,
      Pointer nameLengths,
      Pointer values,
      Pointer valueLengths,
      long count);

  static native int chdb_stream_append(Pointer insert, byte[] data, long length);

  static native Pointer chdb_stream_done(Pointer insert);

  static native void chdb_stream_cancel_insert(Pointer insert);

  static native Pointer chdb_stream_insert_error(Pointer insert);

  static native void chdb_destroy_insert_stream(Pointer insert);

  static native int chdb_classify_query_n(
      Pointer connection,
      byte[] sql,
      long sqlLength,
      Pointer database,
      long databaseLength,
      Pointer analysis);
}
