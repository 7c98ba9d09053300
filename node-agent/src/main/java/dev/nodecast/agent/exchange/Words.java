package dev.nodecast.agent.exchange;

import java.nio.charset.StandardCharsets;

/**
 * Texts by their bytes, so that a text that comes again costs no allocation: an open hash table of
 * bounded size. What finds no room is made each time. For one thread.
 */
public final class Words {
  private static final int PROBES = 8;

  private final byte[][] keys;
  private final String[] texts;
  private final int mask;

  /**
   * @param size room, a power of two
   */
  public Words(int size) {
    keys = new byte[size][];
    texts = new String[size];
    mask = size - 1;
  }

  /** The text of these bytes; what is not UTF-8 becomes U+FFFD. */
  public String of(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    hash ^= hash >>> 15;
    for (int probe = 0; probe < PROBES; probe++) {
      int at = (hash + probe) & mask;
      if (keys[at] == null) {
        keys[at] = java.util.Arrays.copyOfRange(bytes, from, to);
        texts[at] = new String(keys[at], StandardCharsets.UTF_8);
        return texts[at];
      }
      if (java.util.Arrays.equals(keys[at], 0, keys[at].length, bytes, from, to)) {
        return texts[at];
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
