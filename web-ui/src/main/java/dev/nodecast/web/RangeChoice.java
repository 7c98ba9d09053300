package dev.nodecast.web;

import dev.nodecast.web.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A time range as the address names it.
 *
 * @param key {@code 1h}, or {@code custom}
 */
public record RangeChoice(String key, Duration length) {
  public static final List<RangeChoice> ALL =
      List.of(
          new RangeChoice("5m", Duration.ofMinutes(5)),
          new RangeChoice("15m", Duration.ofMinutes(15)),
          new RangeChoice("1h", Duration.ofHours(1)),
          new RangeChoice("6h", Duration.ofHours(6)),
          new RangeChoice("24h", Duration.ofHours(24)),
          new RangeChoice("7d", Duration.ofDays(7)),
          new RangeChoice("30d", Duration.ofDays(30)));

  /** What a page without a range in its address shows. */
  public static final RangeChoice DEFAULT = ALL.get(2);

  /**
   * Steps that divide an hour or a day: windows of 5 s, rollups of 1 min and 1 h fill them. Agents
   * measure each 1, 2, 5 or 10 s: in steps of 5 s, counters of 2 s would be a saw, and what comes
   * each 10 s would have gaps.
   */
  private static final int[] STEP_SECONDS = {
    10, 15, 30, 60, 120, 300, 600, 1_200, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400
  };

  /** Storage commits whole windows of 5 s; a younger end would show a gap that is none. */
  private static final Duration LAG = Duration.ofSeconds(10);

  static Optional<RangeChoice> find(String key) {
    return ALL.stream().filter(choice -> choice.key().equals(key)).findFirst();
  }

  TimeRange endingAt(Instant now) {
    return between(now.minus(LAG).minus(length), now.minus(LAG));
  }

  static TimeRange between(Instant from, Instant to) {
    long step = step(Duration.between(from, to));
    long end = Math.floorDiv(to.getEpochSecond(), step) * step;
    long start = Math.min(end - step, Math.floorDiv(from.getEpochSecond(), step) * step);
    return new TimeRange(
        Instant.ofEpochSecond(start), Instant.ofEpochSecond(end), Duration.ofSeconds(step));
  }

  private static long step(Duration length) {
    long wanted = (length.toSeconds() + TimeRange.MAX_POINTS - 1) / TimeRange.MAX_POINTS;
    for (int step : STEP_SECONDS) {
      // Both ends are rounded, which can add one step.
      if (step >= wanted && length.toSeconds() / step < TimeRange.MAX_POINTS) {
        return step;
      }
    }
    return Math.max(86_400, (wanted / 86_400 + 1) * 86_400);
  }
}
