package dev.nodecast.agent.exchange;

import java.nio.charset.StandardCharsets;

/**
 * Names that are asked for, as far as they are of a service and not of somebody's data: what was
 * registered, which is the last two labels, or three below {@code co.uk} and its like; in a cluster
 * service and namespace as well. Labels that look like an identifier become {@code {id}}. For one
 * thread.
 */
final class DnsNames {
  /** Labels of a name: 255 bytes, two each. */
  private static final int MAX_LABELS = 128;

  private static final byte[] ID = {'{', 'i', 'd', '}'};
  private static final byte[] CLUSTER = "\007cluster\005local".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SVC = "\003svc".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] POD = "\003pod".getBytes(StandardCharsets.US_ASCII);

  /** What countries have below them that is nobody's own name. */
  private static final byte[][] SECOND_LEVELS =
      java.util.stream.Stream.of(
              "ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org", "gob", "gouv")
          .map(text -> ((char) text.length() + text).getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  private final Words words;
  private final int[] labels = new int[MAX_LABELS];

  /** {@code {id}} is longer than the label that it stands for may be. */
  private final byte[] name = new byte[6 * (Byte.MAX_VALUE + 1)];

  DnsNames(Words words) {
    this.words = words;
  }

  /**
   * The name whose labels these are, without the root's.
   *
   * @param from of a name that {@link DnsMessage} took
   */
  String of(byte[] bytes, int from, int to) {
    int count = 0;
    for (int at = from; at < to; at += 1 + (bytes[at] & 255)) {
      labels[count++] = at;
    }
    if (count == 0) {
      return ".";
    }
    int length = 0;
    for (int i = first(bytes, count, to); i < count; i++) {
      if (length > 0) {
        name[length++] = '.';
      }
      length = add(bytes, labels[i] + 1, labels[i] + 1 + (bytes[labels[i]] & 255), length);
    }
    return words.of(name, 0, length);
  }

  /** The first label that is told. */
  private int first(byte[] bytes, int count, int to) {
    if (count > 3 && equal(bytes, labels[count - 2], to, CLUSTER)) {
      if (equal(bytes, labels[count - 3], labels[count - 2], SVC)) {
        return Math.max(0, count - 5);
      }
      if (equal(bytes, labels[count - 3], labels[count - 2], POD)) {
        return Math.max(0, count - 4);
      }
    }
    if (count > 2 && bytes[labels[count - 1]] == 2) {
      for (byte[] each : SECOND_LEVELS) {
        if (equal(bytes, labels[count - 2], labels[count - 1], each)) {
          return count - 3;
        }
      }
    }
    return Math.max(0, count - 2);
  }

  private int add(byte[] bytes, int from, int to, int length) {
    boolean plain = !Routes.isId(bytes, from, to);
    for (int i = from; i < to; i++) {
      int c = DnsMessage.lower(bytes[i]);
      plain &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
    if (!plain) {
      System.arraycopy(ID, 0, name, length, ID.length);
      return length + ID.length;
    }
    int at = length;
    for (int i = from; i < to; i++) {
      name[at++] = (byte) DnsMessage.lower(bytes[i]);
    }
    return at;
  }

  private static boolean equal(byte[] bytes, int from, int to, byte[] lowerCase) {
    if (to - from != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if (DnsMessage.lower(bytes[from + i]) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }
}
