package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Histogram;
import org.junit.jupiter.api.Test;

class BucketsTest {
  @Test
  void areThoseOfTheCatalog() {
    for (long value = -2; value < 3L * Buckets.SMALL; value++) {
      assertThat(Buckets.of(value)).isEqualTo(Histogram.bucket(value));
    }
    assertThat(Buckets.of(Long.MIN_VALUE)).isEqualTo(Histogram.ZERO_BUCKET);
    assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Histogram.MAX_BUCKET);
  }
}
