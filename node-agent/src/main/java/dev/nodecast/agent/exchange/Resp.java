package dev.nodecast.agent.exchange;

/**
 * Where the pieces of RESP begin and end
 * (https://redis.io/docs/latest/develop/reference/protocol-spec): lines that end with CRLF, of
 * which some announce bytes and some announce elements. Positions are of all bytes that were moved,
 * of which only the first may be there. Without state.
 */
final class Resp {
  /** The end is behind what is there, and nothing announces it. */
  static final long CUT = -1;

  static final long MALFORMED = -2;

  /** Digits of what Redis accepts: 512 MiB by default, and less than 2^31 elements. */
  private static final int DIGITS = 12;

  private Resp() {}

  /** Behind the line that begins here. */
  static long line(byte[] bytes, long from, int to) {
    for (int i = (int) from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i > from && bytes[i - 1] == '\r' ? i + 1 : MALFORMED;
      }
    }
    return CUT;
  }

  /**
   * The number of the line between two positions, of which the second is behind its end.
   *
   * @return -1 also for what is none
   */
  static long number(byte[] bytes, long from, long behind) {
    int end = (int) behind - 2;
    if (end <= from || end - from > DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = (int) from; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Whether the line says that there is nothing: its number is -1. */
  static boolean none(byte[] bytes, long from, long behind) {
    return behind - from == 4 && bytes[(int) from] == '-' && bytes[(int) from + 1] == '1';
  }

  /**
   * Behind so many values that begin here, whatever they consist of; {@link #CUT}, {@link
   * #MALFORMED}.
   */
  static long values(byte[] bytes, long from, int to, long count) {
    long at = from;
    for (long left = count; left > 0; left--) {
      if (at >= to) {
        return CUT;
      }
      int type = bytes[(int) at];
      long behind = line(bytes, at + 1, to);
      if (behind < 0) {
        return known(type) ? behind : MALFORMED;
      }
      switch (type) {
        case '+', '-', ':', '_', ',', '#', '(' -> at = behind;
        case '$', '!', '=' -> {
          long size = number(bytes, at + 1, behind);
          if (size < 0 && !none(bytes, at + 1, behind)) {
            return MALFORMED;
          }
          at = size < 0 ? behind : behind + size + 2;
        }
        case '*', '~', '>', '%', '|' -> {
          long elements = number(bytes, at + 1, behind);
          if (elements < 0 && !none(bytes, at + 1, behind)) {
            return MALFORMED;
          }
          // an attribute is no value, but in front of one
          left += elements < 0 ? 0 : type == '%' ? 2 * elements : elements;
          left += type == '|' ? Math.max(0, elements) + 1 : 0;
          at = behind;
        }
        default -> {
          return MALFORMED;
        }
      }
    }
    return at;
  }

  private static boolean known(int type) {
    return "+-:_,#($!=*~>%|".indexOf(type) >= 0;
  }
}
