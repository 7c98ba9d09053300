package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.Http2Known;

/**
 * What a direction's last blocks said that were references to its table alone: the same bytes say
 * the same again while the table is the same. For one thread.
 */
final class HpackMemory {
  /** A call's headers, its answer's and its trailers, and some more: of thousands of directions. */
  static final int SIZE = Http2Known.BLOCKS;

  /** The longest block that is remembered, of references in one byte each. */
  private static final int MAX = 2 * Long.BYTES;

  /** A block, as two little-endian words, and what it said. */
  static final class Entry {
    long first;
    long second;
    private int length;
    long generation;
    final Http2Head head;

    Entry(Http2Head head) {
      this.head = head;
    }
  }

  private static final Entry[] NONE = {};

  /** Made when there is something to remember. */
  private Entry[] entries = NONE;

  private int next;

  /** How often something else was kept, so that who keeps a copy knows that it is old. */
  private int changes;

  // The block that was asked for last.
  private long first;
  private long second;
  private int length;

  /**
   * Looks at a block, which {@link #of} and {@link #keep} are about from then on.
   *
   * @return whether it is of references alone, and not too long
   */
  boolean plain(byte[] bytes, int from, int to) {
    length = to - from;
    if (length == 0 || length > MAX) {
      return false;
    }
    long low = 0;
    long high = 0;
    for (int at = from; at < to; at++) {
      // 0x81 to 0xfe (RFC 7541 section 6.1): 0x80 is malformed, 0xff begins a longer number
      if (bytes[at] >= -1 || bytes[at] == Byte.MIN_VALUE) {
        return false;
      }
      long one =
          (bytes[at] & 0xffL) << (Byte.SIZE * (at - from)); // by 64 bits less where it is more
      if (at - from < Long.BYTES) {
        low |= one;
      } else {
        high |= one;
      }
    }
    first = low;
    second = high;
    return true;
  }

  /** What the block says in a table of this generation; null: not known. */
  Http2Head of(long generation) {
    for (Entry entry : entries) {
      if (entry != null
          && entry.first == first
          && entry.generation == generation
          && entry.length == length
          && entry.second == second) {
        return entry.head;
      }
    }
    return null;
  }

  /** What the block said; whatever was kept first gives way. */
  void keep(long generation, Http2Head head) {
    if (entries.length == 0) {
      entries = new Entry[SIZE];
    }
    changes++;
    Entry entry = entries[next];
    if (entry == null) {
      entry = new Entry(head.copy());
      entries[next] = entry;
    } else {
      entry.head.set(head);
    }
    entry.first = first;
    entry.second = second;
    entry.length = length;
    entry.generation = generation;
    next = (next + 1) & (SIZE - 1);
  }

  /** What is remembered; null where there is room. */
  Entry[] entries() {
    return entries;
  }

  int changes() {
    return changes;
  }
}
