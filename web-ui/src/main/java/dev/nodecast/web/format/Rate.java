package dev.nodecast.web.format;

/** Things and bytes per second, in powers of 1,000. */
public final class Rate {
  private Rate() {}

  /** 4,120 /s, 48.0 k/s, 1.20 M/s. */
  public static Figure of(double perSecond) {
    if (!Double.isFinite(perSecond)) {
      return Figure.NOT_MEASURED;
    }
    double size = Math.abs(perSecond);
    if (size < 9_999.5) {
      return new Figure(Digits.three(perSecond), "/s");
    }
    return size < 999_500
        ? new Figure(Digits.three(perSecond / 1e3), "k/s")
        : new Figure(Digits.three(perSecond / 1e6), "M/s");
  }

  /** kB/s is the smallest unit: below that a rate does not matter. */
  public static Figure bytes(double bytesPerSecond) {
    if (!Double.isFinite(bytesPerSecond)) {
      return Figure.NOT_MEASURED;
    }
    double scale = bytesScale(bytesPerSecond);
    String unit = scale == 1e3 ? "kB/s" : scale == 1e6 ? "MB/s" : scale == 1e9 ? "GB/s" : "TB/s";
    return new Figure(Digits.three(bytesPerSecond / scale), unit);
  }

  /** Link speeds: 25 Gbit/s. */
  public static Figure bits(double bitsPerSecond) {
    if (!Double.isFinite(bitsPerSecond)) {
      return Figure.NOT_MEASURED;
    }
    boolean giga = Math.abs(bitsPerSecond) >= 1e9;
    double value = bitsPerSecond / (giga ? 1e9 : 1e6);
    boolean whole = value == Math.rint(value);
    return new Figure(
        whole ? Digits.fixed(value, 0) : Digits.three(value), giga ? "Gbit/s" : "Mbit/s");
  }

  static double bytesScale(double bytesPerSecond) {
    double size = Math.abs(bytesPerSecond);
    return size < 999.5e3 ? 1e3 : size < 999.5e6 ? 1e6 : size < 999.5e9 ? 1e9 : 1e12;
  }
}
