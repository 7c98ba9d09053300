package dev.nodecast.aggregator.kube.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Splits a watch into its lines, one event each. */
public final class Lines {
  /** etcd takes 1.5 MiB for an object, JSON is at most a few times that. */
  static final int MAX_LINE = 16 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[16 << 10];
  private int position;
  private int limit;

  public Lines(InputStream in) {
    this.in = in;
  }

  /**
   * The next line that is not empty, without its end; null after the last one. What comes after the
   * last line end is half an event and no line.
   *
   * @throws Unreadable when a line is longer than any event
   */
  public byte[] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(2048);
    while (true) {
      if (position == limit) {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        if (limit == 0) {
          return null;
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      if (line.size() + (end - position) > MAX_LINE) {
        throw new Unreadable("a line of more than " + (MAX_LINE >> 20) + " MiB");
      }
      line.write(buffer, position, end - position);
      boolean whole = end < limit;
      position = whole ? end + 1 : end;
      if (whole && line.size() > 0) {
        return line.toByteArray();
      }
    }
  }
}
