package dev.nodecast.aggregator.engine;

/**
 * What a statement read and wrote, as the {@code X-ClickHouse-Summary} header states it. Rows,
 * bytes and nanoseconds; zeros while a result is still being streamed, as with a server that sends
 * no progress.
 */
record Summary(
    long readRows,
    long readBytes,
    long writtenRows,
    long writtenBytes,
    long resultRows,
    long resultBytes,
    long elapsedNanos) {
  static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0, 0);

  /** ClickHouse writes the numbers as JSON strings, since they are 64 bit. */
  String json() {
    return ("{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\","
            + "\"written_bytes\":\"%d\",\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\","
            + "\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}")
        .formatted(
            readRows, readBytes, writtenRows, writtenBytes, resultRows, resultBytes, elapsedNanos);
  }
}
