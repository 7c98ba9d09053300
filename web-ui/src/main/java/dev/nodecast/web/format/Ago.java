package dev.nodecast.web.format;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments, in the zone of the server; {@code Instant.EPOCH} is not known. */
public final class Ago {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private Ago() {}

  /** {@code 15 min 28 s}: how long ago {@code then} was; what lies ahead is 0 s ago. */
  public static String of(Instant then, Instant now) {
    return then.equals(Instant.EPOCH)
        ? Figure.NOT_MEASURED.number()
        : DurationText.whole(Duration.between(then, now).toSeconds());
  }

  /** Time of day, with the date when it is not within the last 20 hours. */
  public static String clock(Instant then, Instant now, ZoneId zone) {
    if (then.equals(Instant.EPOCH)) {
      return Figure.NOT_MEASURED.number();
    }
    boolean near = Duration.between(then, now).abs().toHours() < 20;
    return (near ? CLOCK : DATE).format(then.atZone(zone));
  }

  /** A label of a time axis: time of day, or the date when the axis is longer than two days. */
  public static String tick(Instant at, Duration axis, ZoneId zone) {
    return axis.compareTo(Duration.ofDays(2)) > 0
        ? DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT).format(at.atZone(zone))
        : (withSeconds(axis) ? CLOCK : MINUTES).format(at.atZone(zone));
  }

  /** Whether labels of such an axis show seconds. */
  public static boolean withSeconds(Duration axis) {
    return axis.compareTo(Duration.ofMinutes(6)) < 0;
  }
}
