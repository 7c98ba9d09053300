package dev.nodecast.web.format;

/**
 * Curves of a chart as SVG path data in a box of {@code points - 1} by {@link #HEIGHT}: whole,
 * relative steps. NaN starts a new piece: gaps are never interpolated.
 */
public final class ChartPath {
  /** Height of the box, in the path's units; a chart is some 110 px high. */
  public static final int HEIGHT = 400;

  private ChartPath() {}

  public static String line(double[] values, double max) {
    StringBuilder path = new StringBuilder(values.length * 5);
    boolean open = false;
    int y = 0;
    for (int x = 0; x < values.length; x++) {
      if (Double.isNaN(values[x])) {
        open = false;
        continue;
      }
      int next = y(values[x], max);
      if (open) {
        path.append("l1 ").append(next - y);
      } else {
        path.append('M').append(x).append(' ').append(next);
        // A point between two gaps would be an invisible line of no length.
        if (x + 1 == values.length || Double.isNaN(values[x + 1])) {
          path.append("h0.5");
        }
      }
      open = true;
      y = next;
    }
    return path.toString();
  }

  /**
   * The area between two curves; a gap in either is a gap.
   *
   * @param lower null for the bottom
   */
  public static String area(double[] values, double[] lower, double max) {
    StringBuilder path = new StringBuilder(values.length * 9);
    int from = 0;
    while (from < values.length) {
      if (isGap(values, lower, from)) {
        from++;
        continue;
      }
      int to = from;
      while (to < values.length && !isGap(values, lower, to)) {
        to++;
      }
      piece(path, values, lower, max, from, to);
      from = to;
    }
    return path.toString();
  }

  private static void piece(
      StringBuilder path, double[] values, double[] lower, double max, int from, int to) {
    int y = y(values[from], max);
    path.append('M').append(from).append(' ').append(y);
    for (int x = from + 1; x < to; x++) {
      int next = y(values[x], max);
      path.append("l1 ").append(next - y);
      y = next;
    }
    if (lower == null) {
      path.append('V').append(HEIGHT).append('H').append(from).append('z');
      return;
    }
    y = y(lower[to - 1], max);
    path.append('V').append(y);
    for (int x = to - 2; x >= from; x--) {
      int next = y(lower[x], max);
      path.append("l-1 ").append(next - y);
      y = next;
    }
    path.append('z');
  }

  private static boolean isGap(double[] values, double[] lower, int x) {
    return Double.isNaN(values[x]) || (lower != null && Double.isNaN(lower[x]));
  }

  /** Where {@code value} is in the box; what is larger than the scale is cut at its top. */
  public static int y(double value, double max) {
    double share = max > 0 ? Math.max(0, Math.min(1, value / max)) : 0;
    return (int) Math.round(HEIGHT - share * HEIGHT);
  }
}
