package dev.nodecast.agent.procfs;

import java.nio.charset.StandardCharsets;

/** Finds which of a fixed set of keys some bytes spell, by hashing them in place. */
public final class KeyTable {
  private final byte[][] keys;
  private final int[] indexes;
  private final int mask;

  /** {@code words[i]} holds the keys, separated by spaces, that stand for index {@code i}. */
  public KeyTable(String... words) {
    int count = 0;
    for (String word : words) {
      count += word.split(" ", -1).length;
    }
    int slots = Integer.highestOneBit(Math.max(4, count * 4 - 1)) << 1;
    keys = new byte[slots][];
    indexes = new int[slots];
    mask = slots - 1;
    for (int i = 0; i < words.length; i++) {
      for (String key : words[i].split(" ", -1)) {
        add(key.getBytes(StandardCharsets.US_ASCII), i);
      }
    }
  }

  private void add(byte[] key, int index) {
    int slot = slot(hash(0, key, 0, key.length));
    while (keys[slot] != null) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    indexes[slot] = index;
  }

  /** The index of the key in {@code [from, to)}, or -1. */
  public int find(byte[] bytes, int from, int to) {
    return find(bytes, from, from, from, to);
  }

  /** The index of the key that a prefix and a name spell together, or -1. */
  int find(byte[] bytes, int prefixFrom, int prefixTo, int from, int to) {
    int slot = slot(hash(hash(0, bytes, prefixFrom, prefixTo), bytes, from, to));
    for (byte[] key = keys[slot]; key != null; key = keys[slot]) {
      int prefix = prefixTo - prefixFrom;
      if (key.length == prefix + to - from
          && same(key, 0, bytes, prefixFrom, prefix)
          && same(key, prefix, bytes, from, to - from)) {
        return indexes[slot];
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 15)) & mask;
  }

  private static int hash(int seed, byte[] bytes, int from, int to) {
    int hash = seed;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash;
  }

  private static boolean same(byte[] key, int keyFrom, byte[] bytes, int from, int length) {
    for (int i = 0; i < length; i++) {
      if (key[keyFrom + i] != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
