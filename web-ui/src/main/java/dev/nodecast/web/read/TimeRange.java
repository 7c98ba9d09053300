package dev.nodecast.web.read;

import java.time.Duration;
import java.time.Instant;

/**
 * A time range cut into equal steps; {@code from} and {@code to} are multiples of the step, so the
 * same range is asked for until a step is over.
 */
public record TimeRange(Instant from, Instant to, Duration step) {
  /** Most points of one line of a chart. */
  public static final int MAX_POINTS = 300;

  public TimeRange {
    if (!from.isBefore(to) || step.isNegative() || step.isZero()) {
      throw new IllegalArgumentException(
          "range: " + from + " to " + to + " by " + step + " (expected: from < to, step > 0)");
    }
  }

  public int points() {
    return (int) (Duration.between(from, to).toMillis() / step.toMillis());
  }
}
