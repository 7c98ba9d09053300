package dev.nodecast.aggregator.store;

/**
 * How long rows are kept, in days.
 *
 * @param raw rows of single windows
 * @param minute rows of minutes
 * @param hour rows of hours
 */
public record RetentionDays(int raw, int minute, int hour) {
  /** A week of windows, a month of minutes, a year of hours. */
  public static final RetentionDays DEFAULT = new RetentionDays(7, 30, 400);

  public RetentionDays {
    if (raw < 1 || minute < raw || hour < minute) {
      throw new IllegalArgumentException(
          "retention: "
              + raw
              + ", "
              + minute
              + ", "
              + hour
              + " days (expected: 1 <= raw <= minute <= hour)");
    }
  }

  int days(Resolution resolution) {
    return switch (resolution) {
      case RAW -> raw;
      case MINUTE -> minute;
      case HOUR -> hour;
    };
  }
}
