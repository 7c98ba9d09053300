package dev.nodecast.agent.exchange;

/**
 * The path of a URL as a route: what looks like an identifier becomes {@code {id}}, so that a
 * service has as many routes as its program, and not as many as its data. Query and fragment go.
 * For one thread.
 */
public final class Routes {
  /** Segments that are kept; of deeper paths the rest is {@code *}. */
  private static final int DEPTH = 8;

  /** Bytes of a segment that a person wrote; a longer one is taken for an identifier. */
  private static final int LONGEST = 40;

  private static final int MANY_DIGITS = 4;

  // What a byte of a segment is: each is looked at, of each request that is not like the last one.
  private static final int DIGIT = 1;
  private static final int HEX = 2;
  private static final int JOINT = 4;
  private static final int CAPITAL = 8;
  private static final int SMALL = 16;
  private static final int STRANGE = 32;
  private static final byte[] KINDS = kinds();

  private static final byte[] ID = {'{', 'i', 'd', '}'};

  private final Words words;
  private final byte[] route = new byte[DEPTH * (LONGEST + 1) + 2];

  public Routes(Words words) {
    this.words = words;
  }

  /** The route of a request's target, in origin or absolute form (RFC 9112 section 3.2). */
  public String of(byte[] bytes, int from, int to) {
    int at = path(bytes, from, to);
    int end = at;
    while (end < to && bytes[end] != '?' && bytes[end] != '#') {
      end++;
    }
    int length = 0;
    int depth = 0;
    while (at < end) {
      int next = at + 1; // behind the slash
      while (next < end && bytes[next] != '/') {
        next++;
      }
      route[length++] = '/';
      if (depth++ == DEPTH) {
        route[length++] = '*';
        break;
      }
      boolean id = isId(bytes, at + 1, next);
      byte[] source = id ? ID : bytes;
      int start = id ? 0 : at + 1;
      int size = id ? ID.length : next - at - 1;
      System.arraycopy(source, start, route, length, size);
      length += size;
      at = next;
    }
    return length == 0 ? "/" : words.of(route, 0, length);
  }

  /** Behind scheme and authority. */
  private static int path(byte[] bytes, int from, int to) {
    if (from < to && bytes[from] == '/') {
      return from;
    }
    for (int i = from; i + 2 < to; i++) {
      if (bytes[i] == ':' && bytes[i + 1] == '/' && bytes[i + 2] == '/') {
        int slash = i + 3;
        while (slash < to && bytes[slash] != '/') {
          slash++;
        }
        return slash;
      }
    }
    return to;
  }

  /**
   * Numbers, UUIDs, hashes, dates, addresses, and whatever else has many digits or has them between
   * its letters, or capitals at random (Base64): people name things with letters, and a version
   * with a digit or two.
   */
  static boolean isId(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > LONGEST) {
      return true;
    }
    int digits = 0;
    int hex = 0;
    int changes = 0; // between letters and digits
    int joints = 0;
    int shouts = 0; // runs of capitals
    int capitals = 0; // of this run
    int small = 0;
    boolean before = false;
    for (int i = from; i < to; i++) {
      int kind = KINDS[bytes[i] & 0xff];
      boolean digit = (kind & DIGIT) != 0;
      digits += digit ? 1 : 0;
      if (digits >= MANY_DIGITS || (kind & STRANGE) != 0) {
        return true;
      }
      hex += (kind & HEX) != 0 ? 1 : 0;
      changes += i > from && digit != before ? 1 : 0;
      joints += (kind & JOINT) != 0 ? 1 : 0;
      capitals = (kind & CAPITAL) != 0 ? capitals + 1 : 0;
      shouts += capitals == 2 ? 1 : 0;
      small += (kind & SMALL) != 0 ? 1 : 0;
      before = digit;
    }
    return (digits > 0 && digits + 1 >= length && !version(bytes[from], length, digits))
        || (digits >= 3 && joints > 0)
        || (shouts >= 2 && small >= 3 && joints == 0 && length >= 12)
        || (digits > 0 && changes >= 4)
        || (digits > 0 && hex == length && length >= 8);
  }

  /** {@code v12}, or a letter and a digit. */
  private static boolean version(byte first, int length, int digits) {
    return digits == length - 1 && (length == 2 || (first == 'v' && length <= 4));
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = 0; c < kinds.length; c++) {
      boolean digit = c >= '0' && c <= '9';
      boolean capital = c >= 'A' && c <= 'Z';
      boolean small = c >= 'a' && c <= 'z';
      boolean hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
      kinds[c] =
          (byte)
              ((digit ? DIGIT : 0)
                  | (hex ? HEX : 0)
                  | (c == '-' || c == '_' ? JOINT : 0)
                  | (capital ? CAPITAL : 0)
                  | (small ? SMALL : 0)
                  | (strange(c) ? STRANGE : 0));
    }
    return kinds;
  }

  /** What is encoded, or a value with its name, or no part of a path at all (RFC 3986). */
  private static boolean strange(int c) {
    return c <= ' ' || c >= 0x7f || "%=+@:\"<>\\^`{|}".indexOf(c) >= 0;
  }
}
