package dev.nodecast.catalog;

import java.util.Arrays;

/**
 * How many values are in which bucket of {@link Histogram}: only the buckets that have some,
 * ascending, bucket and count packed into one element. Made to be kept, {@linkplain #clear cleared}
 * and filled again: once it held as many buckets as it gets, it allocates nothing.
 *
 * <p>Sparse and not a dense range, because one value at the far end (a pause of a second among
 * microseconds) would stretch a range over 160 buckets and keep it so. An element is 4 bytes while
 * every count is below 2^23, 8 bytes after one was not: 50 buckets are 280 bytes, against 4,056 of
 * an array of all buckets.
 *
 * <p>Counts stop at 2^54 - 1: a thousand million values a second in one bucket, for 200 days.
 */
public final class BucketCounts {
  static final int NARROW_BITS = 23;
  static final int WIDE_BITS = 54;
  static final long MAX_COUNT = (1L << WIDE_BITS) - 1;

  private static final int MAX_NARROW = (1 << NARROW_BITS) - 1;
  private static final int ALL = Histogram.MAX_BUCKET + 2;
  private static final int FIRST_CAPACITY = 4;

  private short used;

  /** Where the last value went: the next bucket is near it, mostly, and none is missing between. */
  private short recent;

  // One of the two, from the first value on; the bucket is kept as index + 1 in the upper 9 bits.
  private int[] narrow;
  private long[] wide;

  /** Adds one value. */
  public void add(long value) {
    add(Histogram.bucket(value), 1);
  }

  /** Adds that many values to a bucket. */
  public void add(int bucket, long count) {
    if (bucket < Histogram.ZERO_BUCKET || bucket > Histogram.MAX_BUCKET) {
      throw new IllegalArgumentException(
          "bucket: " + bucket + " (expected: -1 to " + Histogram.MAX_BUCKET + ")");
    }
    if (count < 0) {
      throw new IllegalArgumentException("bucket count: " + count + " (expected: >= 0)");
    }
    if (count == 0) {
      return;
    }
    int at = find(bucket);
    recent = (short) at;
    if (at < used && bucket(at) == bucket) {
      long before = count(at);
      put(at, bucket, count > MAX_COUNT - before ? MAX_COUNT : before + count);
    } else {
      open(at);
      put(at, bucket, Math.min(count, MAX_COUNT));
    }
  }

  /** Adds all that another one holds; null adds nothing. */
  public void add(BucketCounts other) {
    for (int i = 0; other != null && i < other.used; i++) {
      add(other.bucket(i), other.count(i));
    }
  }

  public boolean isEmpty() {
    return used == 0;
  }

  /** Buckets that have values. */
  public int size() {
    return used;
  }

  /** The i-th bucket that has values, ascending from 0. */
  public int bucket(int i) {
    return (narrow != null ? narrow[i] >>> NARROW_BITS : (int) (wide[i] >>> WIDE_BITS)) - 1;
  }

  /** How many values the i-th bucket has. */
  public long count(int i) {
    return narrow != null ? narrow[i] & MAX_NARROW : wide[i] & MAX_COUNT;
  }

  /** Values in all buckets. */
  public long total() {
    long total = 0; // 505 buckets of less than 2^54 are less than 2^63
    for (int i = 0; i < used; i++) {
      total += count(i);
    }
    return total;
  }

  /**
   * The value at a quantile.
   *
   * @param quantile 0 to 1
   * @return the middle of the bucket that holds it, or NaN without values
   */
  public double quantile(double quantile) {
    long rank = Histogram.rank(total(), quantile);
    long seen = 0;
    for (int i = 0; i < used; i++) {
      seen += count(i);
      if (seen >= rank) {
        return Histogram.middle(bucket(i));
      }
    }
    return Double.NaN;
  }

  /** Forgets the values and keeps the room. */
  public void clear() {
    used = 0;
  }

  /** Bytes on the heap: 64-bit HotSpot with compressed references, objects padded to 8. */
  public long retainedBytes() {
    long elements = narrow != null ? 4L * narrow.length : wide != null ? 8L * wide.length : -16;
    return 24 + ((16 + elements + 7) & -8);
  }

  /** Where the bucket is, or where it belongs. */
  private int find(int bucket) {
    if (used == 0 || bucket > bucket(used - 1)) {
      return used; // merging and decoding come in ascending order
    }
    if (recent < used) {
      int near = recent + bucket - bucket(recent);
      if (near >= 0 && near < used && bucket(near) == bucket) {
        return near;
      }
    }
    int low = 0;
    int high = used - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bucket(middle) < bucket) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void put(int at, int bucket, long count) {
    if (narrow != null && count > MAX_NARROW) {
      widen();
    }
    if (narrow != null) {
      narrow[at] = (bucket + 1) << NARROW_BITS | (int) count;
    } else {
      wide[at] = (long) (bucket + 1) << WIDE_BITS | count;
    }
  }

  /** Makes room for one more element; what is in it has no meaning yet. */
  private void open(int at) {
    if (narrow == null && wide == null) {
      narrow = new int[FIRST_CAPACITY];
    }
    int capacity = narrow != null ? narrow.length : wide.length;
    if (used == capacity) {
      int to = Math.min(ALL, capacity + Math.max(FIRST_CAPACITY, capacity >> 1));
      narrow = narrow != null ? Arrays.copyOf(narrow, to) : null;
      wide = wide != null ? Arrays.copyOf(wide, to) : null;
    }
    Object elements = narrow != null ? narrow : wide;
    System.arraycopy(elements, at, elements, at + 1, used - at);
    used++;
  }

  private void widen() {
    long[] to = new long[narrow.length];
    for (int i = 0; i < used; i++) {
      to[i] = ((long) (narrow[i] >>> NARROW_BITS) << WIDE_BITS) | (narrow[i] & MAX_NARROW);
    }
    wide = to;
    narrow = null;
  }
}
