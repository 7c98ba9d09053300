package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.Histogram;

/** Buckets of {@link Histogram} without its logarithm: most sizes and durations are small. */
final class Buckets {
  /** Values below are looked up; the bucket of the largest of them fits into a byte. */
  static final int SMALL = 8192;

  private static final byte[] OF = new byte[SMALL];

  static {
    for (int value = 0; value < SMALL; value++) {
      OF[value] = (byte) Histogram.bucket(value);
    }
  }

  private Buckets() {}

  /** The bucket of a value. */
  static int of(long value) {
    return value >= 0 && value < SMALL ? OF[(int) value] : Histogram.bucket(value);
  }
}
