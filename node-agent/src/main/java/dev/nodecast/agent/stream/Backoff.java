package dev.nodecast.agent.stream;

/**
 * How long to wait before the next attempt: doubling from {@code firstMs} to {@code maxMs}, of
 * which the upper half is random, so that a thousand agents do not come back in one instant.
 */
record Backoff(long firstMs, long maxMs) {
  /** Found again in a moment after a restart; a lost aggregator costs an attempt per 15 s. */
  static final Backoff STANDARD = new Backoff(250, 15_000);

  Backoff {
    if (firstMs < 1 || maxMs < firstMs) {
      throw new IllegalArgumentException(
          "backoff: " + firstMs + " to " + maxMs + " ms (expected: 1 <= first <= max)");
    }
  }

  /**
   * How long to wait.
   *
   * @param attempt failures in a row before this one, from 0
   * @param random in [0, 1)
   * @return milliseconds
   */
  long delayMs(int attempt, double random) {
    long whole =
        attempt >= 62 - Long.SIZE + Long.numberOfLeadingZeros(firstMs)
            ? maxMs
            : Math.min(maxMs, firstMs << attempt);
    return whole / 2 + (long) (random * (whole - whole / 2));
  }
}
