package dev.nodecast.web.format;

/** CPU in cores, never in millicores: 0.50, 14.6. */
public final class Cores {
  private Cores() {}

  public static Figure of(double cores) {
    return Double.isFinite(cores) ? new Figure(Digits.three(cores), "cores") : Figure.NOT_MEASURED;
  }

  /** How many a machine has: a whole number stays whole. */
  public static Figure whole(double cores) {
    if (!Double.isFinite(cores)) {
      return Figure.NOT_MEASURED;
    }
    String number = cores == Math.rint(cores) ? Digits.fixed(cores, 0) : Digits.three(cores);
    return new Figure(number, cores == 1 ? "core" : "cores");
  }
}
