package dev.nodecast.aggregator.store;

import java.time.Duration;

/**
 * How long rows are kept; counted in whole hours, rounded up.
 *
 * @param raw rows of single windows
 * @param minute rows of minutes
 * @param hour rows of hours
 */
public record Periods(Duration raw, Duration minute, Duration hour) {
  public Periods {
    if (raw.compareTo(Duration.ofHours(1)) < 0
        || minute.compareTo(raw) < 0
        || hour.compareTo(minute) < 0) {
      throw new IllegalArgumentException(
          "retention: "
              + raw
              + ", "
              + minute
              + ", "
              + hour
              + " (expected: an hour <= windows <= minutes <= hours)");
    }
  }

  Duration of(Resolution resolution) {
    return switch (resolution) {
      case RAW -> raw;
      case MINUTE -> minute;
      case HOUR -> hour;
    };
  }

  long hours(Resolution resolution) {
    return of(resolution).plusHours(1).minusNanos(1).toHours();
  }
}
