package dev.nodecast.agent.exchange;

import java.util.Arrays;

/**
 * Prepared statements of one connection by a number: what each does, to which table. Bounded: the
 * one that was used longest ago goes. For one thread.
 */
final class Statements {
  /** Of one connection. */
  static final int MAX = 256;

  private long[] keys = new long[4];
  private long[] used = new long[4];
  private String[] operations = new String[4];
  private String[] targets = new String[4];
  private int size;
  private long clock;

  /** A name as a number. Two names that share one are one statement: once in 2^64 pairs. */
  static long key(byte[] bytes, int from, int to) {
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < to; i++) {
      hash = (hash ^ bytes[i]) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  /** Returns false where another had to go for it. */
  boolean put(long key, String operation, String target) {
    int at = find(key);
    boolean room = at >= 0 || size < MAX;
    if (at < 0) {
      at = room ? size++ : oldest();
      grow();
    }
    keys[at] = key;
    operations[at] = operation;
    targets[at] = target;
    used[at] = ++clock;
    return room;
  }

  /** Where it is, for {@link #operation} and {@link #target}; less than 0: not known. */
  int find(long key) {
    for (int i = 0; i < size; i++) {
      if (keys[i] == key) {
        used[i] = ++clock;
        return i;
      }
    }
    return -1;
  }

  String operation(int at) {
    return operations[at];
  }

  String target(int at) {
    return targets[at];
  }

  void remove(long key) {
    int at = find(key);
    if (at >= 0) {
      size--;
      keys[at] = keys[size];
      used[at] = used[size];
      operations[at] = operations[size];
      targets[at] = targets[size];
    }
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  private int oldest() {
    int oldest = 0;
    for (int i = 1; i < size; i++) {
      oldest = used[i] < used[oldest] ? i : oldest;
    }
    return oldest;
  }

  private void grow() {
    if (size > keys.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
      used = Arrays.copyOf(used, keys.length);
      operations = Arrays.copyOf(operations, keys.length);
      targets = Arrays.copyOf(targets, keys.length);
    }
  }
}
