package dev.nodecast.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void looksUpWhatItComputes() {
    for (int value = -2; value < 3 * Histogram.SMALL; value++) {
      assertThat(Histogram.bucket(value)).as("of %d", value).isEqualTo(exact(value));
      assertThat(Histogram.computed(value)).as("computed of %d", value).isEqualTo(exact(value));
    }
  }

  @Test
  void closesBucketsAtPowersOfTwo() {
    for (int power = 0; power < Long.SIZE - 1; power++) {
      assertThat(Histogram.bucket(1L << power)).as("of 2^%d", power).isEqualTo(exact(1L << power));
    }
    assertThat(Histogram.bucket(Long.MIN_VALUE)).isEqualTo(Histogram.ZERO_BUCKET);
    assertThat(Histogram.bucket(Long.MAX_VALUE)).isEqualTo(Histogram.MAX_BUCKET);
  }

  /** By whole numbers: value^8 is in (2^i, 2^(i+1)]. */
  private static int exact(long value) {
    if (value <= 1) {
      return value < 1 ? Histogram.ZERO_BUCKET : 0;
    }
    BigInteger power = BigInteger.valueOf(value).pow(1 << Histogram.SCALE);
    return power.subtract(BigInteger.ONE).bitLength() - 1;
  }
}
