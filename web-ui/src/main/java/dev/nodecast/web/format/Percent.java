package dev.nodecast.web.format;

/** Shares: two decimals below 1 %, where errors live; one below 10 %; none above. */
public final class Percent {
  private Percent() {}

  /**
   * Prints a share in percent.
   *
   * @param share 0 to 1; more is printed as more
   */
  public static Figure of(double share) {
    if (!Double.isFinite(share)) {
      return Figure.NOT_MEASURED;
    }
    double percent = share * 100;
    double size = Math.abs(percent);
    if (size == 0) {
      return new Figure("0", "%");
    }
    int decimals = size < 0.995 ? 2 : size < 9.95 ? 1 : 0;
    return new Figure(Digits.fixed(percent, decimals), "%");
  }
}
