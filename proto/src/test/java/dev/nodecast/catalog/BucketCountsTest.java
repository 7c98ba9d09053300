package dev.nodecast.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BucketCountsTest {
  /** What a cell was before: an array of all buckets, 16 bytes of header and 505 longs. */
  private static final long DENSE = 16 + 8L * (Histogram.MAX_BUCKET + 2);

  private static final Random RANDOM = new Random(7);

  @Test
  void holdsWhatAMapWouldHold() {
    for (int round = 0; round < 200; round++) {
      TreeMap<Integer, Long> expected = new TreeMap<>();
      BucketCounts counts = new BucketCounts();
      for (int i = RANDOM.nextInt(600); i > 0; i--) {
        int bucket = RANDOM.nextInt(Histogram.MAX_BUCKET + 2) - 1;
        // Also counts that need all 53 bits, so that cells widen on the way.
        long count = RANDOM.nextLong() >>> (12 + RANDOM.nextInt(51));
        counts.add(bucket, count);
        if (count > 0) {
          expected.merge(bucket, count, Long::sum);
        }
      }
      expected.replaceAll((bucket, count) -> Math.min(count, BucketCounts.MAX_COUNT));
      assertThat(map(counts)).isEqualTo(expected);
      assertThat(counts.total()).isEqualTo(expected.values().stream().mapToLong(n -> n).sum());
    }
  }

  @Test
  void widensWhereFourBytesEnd() {
    BucketCounts counts = new BucketCounts();
    long largest = (1L << BucketCounts.NARROW_BITS) - 1;
    counts.add(-1, 3);
    counts.add(503, largest);
    long before = counts.retainedBytes();
    assertThat(map(counts)).isEqualTo(Map.of(-1, 3L, 503, largest));
    counts.add(503, 1);
    assertThat(map(counts)).isEqualTo(Map.of(-1, 3L, 503, largest + 1));
    assertThat(counts.retainedBytes()).isEqualTo(before + 16);
  }

  @Test
  void stopsAtTheLargestCountAndNeverTurnsNegative() {
    BucketCounts counts = new BucketCounts();
    for (int bucket = -1; bucket <= Histogram.MAX_BUCKET; bucket++) {
      counts.add(bucket, Long.MAX_VALUE);
      counts.add(bucket, Long.MAX_VALUE);
      assertThat(counts.count(bucket + 1)).isEqualTo(BucketCounts.MAX_COUNT);
    }
    assertThat(counts.total()).isEqualTo(505 * BucketCounts.MAX_COUNT).isPositive();
    assertThat(counts.quantile(1)).isEqualTo(Histogram.middle(Histogram.MAX_BUCKET));
  }

  @Test
  void refusesWhatIsNoBucket() {
    BucketCounts counts = new BucketCounts();
    assertThatThrownBy(() -> counts.add(-2, 1)).hasMessage("bucket: -2 (expected: -1 to 503)");
    assertThatThrownBy(() -> counts.add(504, 1)).hasMessage("bucket: 504 (expected: -1 to 503)");
    assertThatThrownBy(() -> counts.add(0, -1)).hasMessage("bucket count: -1 (expected: >= 0)");
    assertThat(counts.isEmpty()).isTrue();
  }

  @Test
  void quantilesOfAMergeAreThoseOfAllValues() {
    BucketCounts fast = new BucketCounts();
    BucketCounts slow = new BucketCounts();
    BucketCounts all = new BucketCounts();
    for (int i = 0; i < 10_000; i++) {
      long value = RANDOM.nextInt(1 << (1 + RANDOM.nextInt(20)));
      (i % 3 == 0 ? slow : fast).add(value);
      all.add(value);
    }
    BucketCounts merged = new BucketCounts();
    merged.add(slow);
    merged.add(fast);
    merged.add((BucketCounts) null);
    assertThat(map(merged)).isEqualTo(map(all));
    int[] buckets = new int[all.size()];
    long[] counts = new long[all.size()];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = all.bucket(i);
      counts[i] = all.count(i);
    }
    for (double quantile : new double[] {0, 0.01, 0.5, 0.9, 0.99, 1}) {
      assertThat(merged.quantile(quantile))
          .isEqualTo(Histogram.quantile(buckets, counts, quantile));
    }
    assertThat(new BucketCounts().quantile(0.5)).isNaN();
  }

  @Test
  void isSmall() {
    assertThat(DENSE).isEqualTo(4056);
    assertThat(new BucketCounts().retainedBytes()).isEqualTo(24);
    assertThat(filled(1, 1).retainedBytes()).isEqualTo(56);
    assertThat(filled(16, 1).retainedBytes()).isLessThanOrEqualTo(24 + 16 + 4 * 18);
    assertThat(filled(50, 1).retainedBytes()).isLessThanOrEqualTo(24 + 16 + 4 * 60);
    assertThat(filled(50, 1L << 40).retainedBytes()).isLessThanOrEqualTo(24 + 16 + 8 * 60);
    assertThat(filled(505, 1).retainedBytes()).isLessThanOrEqualTo(DENSE / 3 * 2);
    assertThat(filled(505, 1L << 40).retainedBytes()).isLessThanOrEqualTo(DENSE + 32);
  }

  /** However far apart they are: an outlier costs one element, not the range up to it. */
  private static BucketCounts filled(int buckets, long count) {
    BucketCounts counts = new BucketCounts();
    for (int i = 0; i < buckets; i++) {
      counts.add(-1 + i * 505 / buckets, count);
    }
    assertThat(counts.size()).isEqualTo(buckets);
    return counts;
  }

  @Test
  void keepsItsRoomWhenCleared() {
    BucketCounts counts = filled(50, 1L << 30);
    long room = counts.retainedBytes();
    for (int window = 0; window < 20; window++) {
      counts.clear();
      assertThat(counts.isEmpty()).isTrue();
      assertThat(counts.total()).isZero();
      for (int i = 0; i < 50; i++) {
        counts.add(window + 3 * i, 9);
      }
      assertThat(counts.count(7)).isEqualTo(9);
      assertThat(counts.retainedBytes()).isEqualTo(room);
    }
  }

  private static Map<Integer, Long> map(BucketCounts counts) {
    Map<Integer, Long> map = new TreeMap<>();
    int before = -2;
    for (int i = 0; i < counts.size(); i++) {
      assertThat(counts.bucket(i)).as("ascending").isGreaterThan(before);
      before = counts.bucket(i);
      map.put(before, counts.count(i));
    }
    return map;
  }
}
