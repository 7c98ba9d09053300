package dev.nodecast.agent.exchange;

import java.nio.charset.StandardCharsets;

/**
 * What a request says of the trace that it is part of: W3C's {@code traceparent}
 * (https://www.w3.org/TR/trace-context/, section 3.2). Filled anew for each; nothing where the
 * bytes say nothing.
 */
final class TraceContext {
  /** The header's name as HTTP/2 spells it. */
  static final String NAME = "traceparent";

  private static final byte[] LINE = (NAME + ":").getBytes(StandardCharsets.US_ASCII);

  /** {@code version "-" trace-id "-" parent-id "-" trace-flags}, of version 00. */
  private static final int LENGTH = 55;

  private static final int TRACE = 3;
  private static final int PARENT = 36;
  private static final int FLAGS = 53;

  /** Halves of the trace's id; both 0: there is none. */
  long high;

  long low;
  long parent;

  void clear() {
    high = 0;
    low = 0;
    parent = 0;
  }

  void set(TraceContext from) {
    high = from.high;
    low = from.low;
    parent = from.parent;
  }

  /** Reads the head of a request of HTTP/1, which begins here: the first such line counts. */
  void readHead(byte[] bytes, int from, int to) {
    clear();
    int line = HttpMessage.find(bytes, from, to, '\n') + 1;
    while (line < to && bytes[line] != '\r' && bytes[line] != '\n') {
      int end = HttpMessage.find(bytes, line, to, '\n');
      if ((bytes[line] | 0x20) == 't' && HttpMessage.starts(bytes, line, end, LINE)) {
        int value = line + LINE.length;
        while (value < end && (bytes[value] == ' ' || bytes[value] == '\t')) {
          value++;
        }
        while (end > value && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
          end--;
        }
        read(bytes, value, end);
        return;
      }
      line = end + 1;
    }
  }

  /**
   * Reads a value. A later version may have more behind another dash; ids of zeros, digits that are
   * none or in upper case make it invalid.
   */
  void read(byte[] bytes, int from, int to) {
    clear();
    int length = to - from;
    if (length < LENGTH
        || bytes[from + 2] != '-'
        || bytes[from + PARENT - 1] != '-'
        || bytes[from + FLAGS - 1] != '-') {
      return;
    }
    boolean digits =
        hex(bytes, from, 2)
            && hex(bytes, from + TRACE, 32)
            && hex(bytes, from + PARENT, 16)
            && hex(bytes, from + FLAGS, 2);
    boolean first = bytes[from] == '0' && bytes[from + 1] == '0';
    boolean forbidden = bytes[from] == 'f' && bytes[from + 1] == 'f';
    boolean longer = length > LENGTH && (first || bytes[from + LENGTH] != '-');
    if (!digits || forbidden || longer) {
      return;
    }
    long parentId = number(bytes, from + PARENT);
    if (parentId == 0) {
      return;
    }
    high = number(bytes, from + TRACE);
    low = number(bytes, from + TRACE + 16);
    parent = (high | low) == 0 ? 0 : parentId;
  }

  private static boolean hex(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if ((bytes[i] < '0' || bytes[i] > '9') && (bytes[i] < 'a' || bytes[i] > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Of sixteen digits. */
  private static long number(byte[] bytes, int from) {
    long value = 0;
    for (int i = from; i < from + 16; i++) {
      value = value << 4 | (bytes[i] <= '9' ? bytes[i] - '0' : bytes[i] - 'a' + 10);
    }
    return value;
  }
}
