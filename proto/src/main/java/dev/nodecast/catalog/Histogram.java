package dev.nodecast.catalog;

/**
 * The bucket rule of all histogram columns: OpenTelemetry's base-2 exponential histogram at one
 * fixed scale. Bucket {@code i} holds values in {@code (base^i, base^(i+1)]} with {@code base =
 * 2^(2^-SCALE)}; at scale 3 a bucket is 9.05 % wide, so its geometric middle is within 4.5 % of
 * every value in it. Values below 1 go to {@link #ZERO_BUCKET}.
 */
public final class Histogram {
  public static final int SCALE = 3;

  /** Bucket index of values below 1 (the unit is chosen so that nothing of interest is smaller). */
  public static final int ZERO_BUCKET = -1;

  /** Largest index: the bucket of {@code Long.MAX_VALUE}. */
  public static final int MAX_BUCKET = 63 * (1 << SCALE) - 1;

  /** Values below are looked up: most sizes and durations are small, and a logarithm is dear. */
  static final int SMALL = 8192;

  private static final double LOG_FACTOR = (1 << SCALE) / Math.log(2);

  /** Buckets of small values, which fit into a byte. */
  private static final byte[] OF_SMALL = new byte[SMALL];

  static {
    for (int value = 0; value < SMALL; value++) {
      OF_SMALL[value] = (byte) computed(value);
    }
  }

  private Histogram() {}

  /** The bucket of a value, exact at powers of two. */
  public static int bucket(long value) {
    return value >= 0 && value < SMALL ? OF_SMALL[(int) value] : computed(value);
  }

  static int computed(long value) {
    if (value < 1) {
      return ZERO_BUCKET;
    }
    if (Long.bitCount(value) == 1) {
      // Upper bounds are inclusive, so a power of two closes the bucket below it; 1 itself opens
      // bucket 0.
      return Math.max(0, (Long.numberOfTrailingZeros(value) << SCALE) - 1);
    }
    int index = (int) Math.ceil(Math.log(value) * LOG_FACTOR) - 1;
    return Math.min(index, MAX_BUCKET);
  }

  /**
   * The geometric middle of a bucket, in the column's unit: the value that stands for all in it.
   */
  public static double middle(int bucket) {
    return bucket == ZERO_BUCKET ? 0 : Math.pow(2, (bucket + 0.5) / (1 << SCALE));
  }

  /**
   * The value at a quantile.
   *
   * @param buckets ascending bucket indexes
   * @param counts how many values each holds
   * @param quantile 0 to 1
   * @return the middle of the bucket that holds it, or NaN without values
   */
  public static double quantile(int[] buckets, long[] counts, double quantile) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    long rank = rank(total, quantile);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return middle(buckets[i]);
      }
    }
    return Double.NaN;
  }

  /** Which of the values in ascending order is at a quantile, from 1. */
  static long rank(long total, double quantile) {
    // Above 2^53 a double rounds, upwards too.
    return Math.max(1, Math.min(total, (long) Math.ceil(quantile * total)));
  }
}
