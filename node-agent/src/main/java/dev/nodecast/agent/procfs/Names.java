package dev.nodecast.agent.procfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the bytes of a name (device, interface, command, path) into a String, the same one each
 * time, so that names seen before cost no allocation.
 *
 * <p>Bounded: at {@code bound} distinct names it forgets all and starts over, which costs
 * allocation and nothing else. Bytes that are not UTF-8 become U+FFFD in the String; two different
 * such names stay two Strings, as they are told apart by their bytes.
 */
public final class Names {
  private final int bound;
  private final byte[][] keys;
  private final String[] values;
  private int count;

  public Names(int bound) {
    this.bound = bound;
    int slots = Integer.highestOneBit(Math.max(8, bound * 2 - 1)) << 1;
    keys = new byte[slots][];
    values = new String[slots];
  }

  /** The name in {@code [from, to)}. */
  public String of(byte[] bytes, int from, int to) {
    int slot = slot(bytes, from, to);
    if (values[slot] != null) {
      return values[slot];
    }
    if (count >= bound) {
      Arrays.fill(keys, null);
      Arrays.fill(values, null);
      count = 0;
      slot = slot(bytes, from, to);
    }
    keys[slot] = Arrays.copyOfRange(bytes, from, to);
    values[slot] = new String(keys[slot], StandardCharsets.UTF_8);
    count++;
    return values[slot];
  }

  private int slot(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    int mask = keys.length - 1;
    int slot = (hash ^ (hash >>> 15)) & mask;
    while (keys[slot] != null
        && !Arrays.equals(keys[slot], 0, keys[slot].length, bytes, from, to)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
