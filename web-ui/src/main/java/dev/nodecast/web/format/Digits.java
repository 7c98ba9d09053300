package dev.nodecast.web.format;

/** Plain decimal digits: comma for thousands, point for decimals, in every locale. */
final class Digits {
  private Digits() {}

  /** Three significant digits where that needs decimals: 0.50, 14.6, 148, 1,204. */
  static String three(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    return size < 9.995 ? fixed(value, 2) : size < 99.95 ? fixed(value, 1) : fixed(value, 0);
  }

  /** Whole things exactly up to a million; a mean that is not whole shows its decimals. */
  static String count(double value) {
    double size = Math.abs(value);
    if (size >= 1e12) {
      return fixed(value / 1e12, 2) + "\u00a0T";
    }
    if (size >= 1e9) {
      return fixed(value / 1e9, 2) + "\u00a0G";
    }
    if (size >= 1e6) {
      return fixed(value / 1e6, 2) + "\u00a0M";
    }
    return value == Math.rint(value) ? fixed(value, 0) : three(value);
  }

  /**
   * @param decimals 0 to 3
   */
  static String fixed(double value, int decimals) {
    if (Math.abs(value) >= 1e15) {
      return Double.toString(value);
    }
    long power = decimals == 0 ? 1 : decimals == 1 ? 10 : decimals == 2 ? 100 : 1000;
    long scaled = Math.round(Math.abs(value) * power);
    StringBuilder out = new StringBuilder(16);
    if (value < 0 && scaled != 0) {
      out.append('\u2212');
    }
    String whole = Long.toString(scaled / power);
    for (int i = 0; i < whole.length(); i++) {
      if (i > 0 && (whole.length() - i) % 3 == 0) {
        out.append(',');
      }
      out.append(whole.charAt(i));
    }
    if (decimals > 0) {
      String fraction = Long.toString(power + scaled % power);
      out.append('.').append(fraction, 1, fraction.length());
    }
    return out.toString();
  }
}
