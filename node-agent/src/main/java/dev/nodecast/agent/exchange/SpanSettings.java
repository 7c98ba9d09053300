package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.Span;

/**
 * How many spans there are; counts are of all exchanges, always.
 *
 * @param rate share of exchanges that may be spans, 0 to 1; 0 switches spans off
 * @param target most spans a second
 */
public record SpanSettings(double rate, int target) {
  /** No span at all. */
  public static final SpanSettings OFF = new SpanSettings(0, 1);

  /** What {@code docs/configuration.md} says. */
  public static final SpanSettings DEFAULT = new SpanSettings(1, 1000);

  public SpanSettings {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("span rate: " + rate + " (expected: 0 to 1)");
    }
    if (target < 1 || target > Span.MAX_PER_TICK) {
      throw new IllegalArgumentException(
          "span target: " + target + " (expected: 1 to " + Span.MAX_PER_TICK + ")");
    }
  }

  boolean off() {
    return rate == 0;
  }
}
