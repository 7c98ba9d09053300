package dev.nodecast.bench;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Prints {@code name value unit} for each figure, and what else is to be known as lines that start
 * with {@code #}.
 */
final class Report {
  private final PrintStream out;
  private int missed;

  Report(PrintStream out) {
    this.out = out;
  }

  /** A figure that is compared with what it has to reach. */
  void figure(String name, double value, String unit, Target target) {
    line(name, value, unit);
    boolean reached = target.reached(value);
    missed += reached ? 0 : 1;
    out.println(
        "#   target "
            + (target.atMost() ? "<= " : ">= ")
            + digits(target.bound())
            + " "
            + unit
            + ": "
            + (reached ? "ok" : "MISSED"));
  }

  /** A figure beside others. */
  void figure(String name, double value, String unit) {
    line(name, value, unit);
  }

  /** Conditions, one sentence. */
  void note(String text) {
    out.println("# " + text);
    out.flush();
  }

  /** Figures that did not reach their target. */
  int missed() {
    return missed;
  }

  private void line(String name, double value, String unit) {
    out.println(name + " " + digits(value) + " " + unit);
    out.flush();
  }

  /** Four digits, whole numbers whole, never an exponent. */
  static String digits(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "NaN";
    }
    if (Math.abs(value) >= 1000) {
      return Long.toString(Math.round(value));
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return rounded.toPlainString();
  }
}
