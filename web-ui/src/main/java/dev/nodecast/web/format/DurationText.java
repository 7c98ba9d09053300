package dev.nodecast.web.format;

/** Durations: µs, ms and s with three digits, then the two largest of d, h, min, s. */
public final class DurationText {
  private DurationText() {}

  public static String of(double seconds) {
    return figure(seconds).text();
  }

  /** Up to a minute number and unit are apart; above it is one text: {@code 2 min 48 s}. */
  public static Figure figure(double seconds) {
    if (!Double.isFinite(seconds)) {
      return Figure.NOT_MEASURED;
    }
    double size = Math.abs(seconds);
    if (size == 0) {
      return new Figure("0", "s");
    }
    if (size < 0.9995e-3) {
      return new Figure(Digits.three(seconds * 1e6), "µs");
    }
    if (size < 0.9995) {
      return new Figure(Digits.three(seconds * 1e3), "ms");
    }
    if (size < 59.95) {
      return new Figure(Digits.three(seconds), "s");
    }
    return new Figure(whole(Math.round(seconds)), "");
  }

  /** Whole seconds without decimals: what counters of age show. */
  public static String whole(long seconds) {
    if (seconds < 60) {
      return join(Math.max(0, seconds), "s");
    }
    if (seconds < 3600) {
      return pair(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return pair(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    String first = join(large, largeUnit);
    return small == 0 ? first : first + '\u00a0' + join(small, smallUnit);
  }

  private static String join(long value, String unit) {
    return Digits.fixed((double) value, 0) + '\u00a0' + unit;
  }
}
