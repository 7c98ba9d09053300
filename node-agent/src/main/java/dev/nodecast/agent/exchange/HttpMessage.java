package dev.nodecast.agent.exchange;

import java.nio.charset.StandardCharsets;

/** Where the parts of a message of HTTP/1 are (RFC 9112), whatever bytes these are. */
final class HttpMessage {
  /** Its end is behind what is there, nobody knows where. */
  static final long UNKNOWN = Long.MAX_VALUE;

  private static final byte[] CONTENT_LENGTH = name("content-length:");
  private static final byte[] TRANSFER_ENCODING = name("transfer-encoding:");
  private static final byte[] CHUNKED = name("chunked");
  private static final byte[] VERSION = name("http/1.");

  private HttpMessage() {}

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Where the byte is; {@code to}: nowhere. */
  static int find(byte[] bytes, int from, int to, char wanted) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /** Where a request's target ends, which begins here. */
  static int target(byte[] bytes, int from, int lineEnd) {
    int end = find(bytes, from, lineEnd, ' ');
    return end == lineEnd && end > from && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  /** Whether the line ends with a version: a method and a target are before it. */
  static boolean version(byte[] bytes, int from, int lineEnd) {
    int end = lineEnd > from && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    int at = end - VERSION.length - 1;
    return at > from + 1 && bytes[at - 1] == ' ' && starts(bytes, at, end, VERSION);
  }

  /** Of {@code HTTP/1.1 200 OK}; 0 where there is none. */
  static int status(byte[] bytes, int from, int to) {
    if (to - from < 12 || !starts(bytes, from, to, VERSION)) {
      return 0;
    }
    int status = 0;
    for (int i = from + 9; i < from + 12; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return 0;
      }
      status = status * 10 + bytes[i] - '0';
    }
    return status;
  }

  /**
   * Where the message that begins here is over: behind its header and the body that it announces,
   * which may be behind what is there.
   */
  static long end(byte[] bytes, int from, int to) {
    int line = from;
    long body = 0;
    boolean chunked = false;
    while (line < to) {
      int end = find(bytes, line, to, '\n');
      if (end >= to) {
        return UNKNOWN;
      }
      if (end == line || (end == line + 1 && bytes[line] == '\r')) {
        return chunked ? chunks(bytes, end + 1, to) : end + 1 + body;
      }
      if (starts(bytes, line, end, CONTENT_LENGTH)) {
        body = number(bytes, line + CONTENT_LENGTH.length, end);
      } else if (starts(bytes, line, end, TRANSFER_ENCODING)) {
        chunked = ends(bytes, line, end, CHUNKED);
      }
      line = end + 1;
    }
    return UNKNOWN;
  }

  /** RFC 9112 section 7.1: the last chunk is empty, trailers and an empty line follow. */
  private static long chunks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int end = find(bytes, at, to, '\n');
      long size = hex(bytes, at, end);
      if (size < 0 || end >= to) {
        return UNKNOWN;
      }
      if (size == 0) {
        return end(bytes, end + 1, to);
      }
      long next = end + 1 + size + 2;
      if (next >= to) {
        return UNKNOWN;
      }
      at = (int) next;
    }
    return UNKNOWN;
  }

  private static long hex(byte[] bytes, int from, int to) {
    long value = -1;
    for (int i = from; i < to && value < Integer.MAX_VALUE; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        break;
      }
      value = Math.max(0, value) * 16 + digit;
    }
    return value;
  }

  private static long number(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to && value < Integer.MAX_VALUE; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        value = value * 10 + bytes[i] - '0';
      }
    }
    return value;
  }

  private static boolean ends(byte[] bytes, int from, int to, byte[] lowerCase) {
    int end = to;
    while (end > from && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
      end--;
    }
    return end - lowerCase.length >= from && starts(bytes, end - lowerCase.length, end, lowerCase);
  }

  static boolean starts(byte[] bytes, int from, int to, byte[] lowerCase) {
    if (to - from < lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      int c = bytes[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }
}
