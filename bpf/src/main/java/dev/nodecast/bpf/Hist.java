package dev.nodecast.bpf;

/**
 * A histogram of hist.h: 32-bit counts, cumulative, that wrap. Count 0 is of values below 1, count
 * 1 + i of the catalog's bucket i, the last of all values above 2^24.
 */
public final class Hist {
  /** HIST_BUCKETS. */
  public static final int COUNTS = 24 * 8 + 2;

  /** sizeof(struct hist). */
  public static final int BYTES = COUNTS * Integer.BYTES;

  private Hist() {}

  /** The catalog's bucket (dev.nodecast.catalog.Histogram) of a count. */
  public static int bucket(int count) {
    return count - 1;
  }
}
