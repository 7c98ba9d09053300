package dev.nodecast.web.format;

import dev.nodecast.web.read.Quantity;

/**
 * The value axis of a chart: 0 to a round number, in steps of 1-2-5 of the unit that is printed, so
 * that it rarely changes.
 *
 * @param max value at the top, in the quantity's own unit
 * @param top label of the top, with unit
 * @param middle label of the middle, without unit
 */
public record Scale(double max, String top, String middle) {
  /**
   * The smallest round scale that {@code largest} fits.
   *
   * @param largest largest value to show; NaN or 0 gives a scale of 1 unit
   */
  public static Scale of(double largest, Quantity quantity) {
    double unit =
        switch (quantity) {
          case BYTES -> Bytes.scale(largest);
          case BYTES_PER_SECOND -> Rate.bytesScale(largest);
          case SHARE -> 0.01;
          case SECONDS -> largest < 1e-3 ? 1e-6 : largest < 1 ? 1e-3 : 1;
          case PER_SECOND -> largest < 9_999.5 ? 1 : largest < 999_500 ? 1e3 : 1e6;
          case CORES, COUNT, PLAIN, BYTES_EACH -> 1;
        };
    double value = Double.isFinite(largest) && largest > 0 ? largest / unit : 1;
    double round = quantity == Quantity.BYTES ? powerOfTwo(value) : round(value);
    if (quantity == Quantity.SHARE) {
      // Clocks of kernel and agent differ: what passes 100 % by that is all of it.
      round = value > 50 ? 100 : round;
    }
    double max = round * unit;
    return new Scale(max, top(round, max, quantity), label(round / 2));
  }

  /** Memory comes in powers of two, and so do its limits. */
  private static double powerOfTwo(double value) {
    double power = 1;
    while (power < value * 0.9999) {
      power *= 2;
    }
    while (power / 2 >= value * 0.9999) {
      power /= 2;
    }
    return power;
  }

  private static double round(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8}) {
      if (value <= step * power * 1.0001) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static String top(double round, double max, Quantity quantity) {
    String unit =
        switch (quantity) {
          case SHARE -> "%";
          case CORES, COUNT, PLAIN -> "";
          default -> Figure.of(max * 0.9, quantity).unit();
        };
    return unit.isEmpty() ? label(round) : label(round) + '\u00a0' + unit;
  }

  private static String label(double value) {
    int decimals = value == Math.rint(value) ? 0 : value * 10 == Math.rint(value * 10) ? 1 : 2;
    return Digits.fixed(value, value < 0.05 ? 3 : decimals);
  }
}
