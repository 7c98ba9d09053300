package dev.nodecast.aggregator.kube.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Splits a watch into its lines, one event each. */
final class Lines {
  /** etcd takes 1.5 MiB for an object, JSON is at most a few times that. */
  static final int MAX_LINE = 16 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[16 << 10];
  private int position;
  private int limit;

  Lines(InputStream in) {
    this.in = in;
  }

  /**
   * The next line without its end; null after the last one. What comes after the last line end is
   * half an event and no line.
   *
   * @throws IOException also when a line is longer than any event
   */
  byte[] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(2048);
    while (true) {
      if (position == limit) {
        position = 0;
        limit = in.read(buffer, 0, buffer.length);
        if (limit < 0) {
          limit = 0;
          return null;
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, position, end - position);
      if (line.size() > MAX_LINE) {
        throw new IOException("line: over " + MAX_LINE + " bytes (expected: one event)");
      }
      boolean whole = end < limit;
      position = whole ? end + 1 : end;
      if (whole) {
        return line.toByteArray();
      }
    }
  }
}
