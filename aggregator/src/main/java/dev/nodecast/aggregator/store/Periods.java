package dev.nodecast.aggregator.store;

import java.time.Duration;

/**
 * How long rows are kept; counted in whole hours, rounded up.
 *
 * @param raw rows of single windows
 * @param minute rows of minutes
 * @param hour rows of hours
 * @param span spans
 */
public record Periods(Duration raw, Duration minute, Duration hour, Duration span) {
  public Periods {
    if (span.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("retention: spans " + span + " (expected: >= 1 h)");
    }
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

  /** Spans as long as windows. */
  public Periods(Duration raw, Duration minute, Duration hour) {
    this(raw, minute, hour, raw);
  }

  Duration of(Resolution resolution) {
    return switch (resolution) {
      case RAW -> raw;
      case MINUTE -> minute;
      case HOUR -> hour;
    };
  }

  long hours(Resolution resolution) {
    return hours(of(resolution));
  }

  long hours(Table table) {
    return hours(table == SpanTable.TABLE ? span : of(table.resolution()));
  }

  private static long hours(Duration period) {
    return period.plusHours(1).minusNanos(1).toHours();
  }
}
