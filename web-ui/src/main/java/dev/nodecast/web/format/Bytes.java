package dev.nodecast.web.format;

/** Memory and storage sizes in powers of 1,024. */
public final class Bytes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Bytes() {}

  public static Figure of(double bytes) {
    if (!Double.isFinite(bytes)) {
      return Figure.NOT_MEASURED;
    }
    int unit = 0;
    double value = bytes;
    // 1,023.5 would print as 1,024 of the smaller unit.
    while (Math.abs(value) >= 1023.5 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return new Figure(unit == 0 ? Digits.fixed(value, 0) : Digits.three(value), UNITS[unit]);
  }

  /** What {@link #of} would divide by: for axes, whose labels share one unit. */
  static double scale(double bytes) {
    double scale = 1;
    while (bytes / scale >= 1023.5 && scale < 1L << 60) {
      scale *= 1024;
    }
    return scale;
  }
}
