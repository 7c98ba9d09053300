package dev.nodecast.bpf;

import java.nio.ByteBuffer;

/**
 * A histogram of hist.h: 32-bit counts, cumulative, that wrap. Count 0 is of values below 1, count
 * 1 + i of the catalog's bucket i, the last of all values above 2^24. Before them, a byte for each
 * eight of them tells whether they may have grown ({@link Touched}).
 */
public final class Hist {
  /** HIST_BUCKETS. */
  public static final int COUNTS = 24 * 8 + 2;

  /** Counts that one byte of state is for. */
  public static final int GROUP = 8;

  /** Bytes of the states of all groups: HIST_GROUPS and what fills the last eight. */
  public static final int STATES = 32;

  /** sizeof(struct hist). */
  public static final int BYTES = STATES + COUNTS * Integer.BYTES;

  private Hist() {}

  /** Where a count is, in bytes from the histogram's beginning. */
  public static int offset(int count) {
    return STATES + count * Integer.BYTES;
  }

  /** Whether any of the eight counts that begin with this one ever grew. */
  public static boolean used(ByteBuffer values, int at, int count) {
    return values.get(at + count / GROUP) != 0;
  }

  /** The catalog's bucket (dev.nodecast.catalog.Histogram) of a count. */
  public static int bucket(int count) {
    return count - 1;
  }
}
