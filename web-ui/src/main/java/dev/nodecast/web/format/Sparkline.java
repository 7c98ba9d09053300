package dev.nodecast.web.format;

/**
 * A small curve as one SVG path in a {@code 0 0 39 40} box (for 40 points). The path is closed one
 * unit outside of the box, so that one path is both line and area, and its steps are relative whole
 * numbers: about 170 bytes instead of 900.
 */
public final class Sparkline {
  /** Height of the box, in the path's units. */
  public static final int HEIGHT = 40;

  private Sparkline() {}

  /**
   * Draws the values.
   *
   * @param values oldest first; NaN is a gap
   * @param max value at the top; the largest value when not positive. The bottom is 0
   * @return path data; empty when nothing was measured
   */
  public static String path(float[] values, double max) {
    double top = max > 0 ? max : largest(values);
    StringBuilder path = new StringBuilder(values.length * 5 + 16);
    int i = 0;
    while (i < values.length) {
      if (Float.isNaN(values[i])) {
        i++;
        continue;
      }
      int end = i;
      while (end < values.length && !Float.isNaN(values[end])) {
        end++;
      }
      segment(path, values, i, end, top);
      i = end;
    }
    return path.toString();
  }

  private static void segment(StringBuilder path, float[] values, int from, int to, double top) {
    // The first and last points reach out of the box so that the closing strokes are clipped.
    int left = from == 0 ? -1 : from;
    int right = to == values.length ? to : to - 1;
    int y = y(values[from], top);
    path.append('M').append(left).append(' ').append(HEIGHT + 2).append('V').append(y);
    path.append('H').append(from);
    for (int i = from + 1; i < to; i++) {
      int next = y(values[i], top);
      path.append("l1 ").append(next - y);
      y = next;
    }
    path.append('H').append(right).append('V').append(HEIGHT + 2).append('z');
  }

  private static int y(double value, double top) {
    double share = top > 0 ? Math.max(0, Math.min(1, value / top)) : 0;
    // Two units of air above, so that the stroke at the top is not cut in half.
    return (int) Math.round(HEIGHT - 1 - share * (HEIGHT - 3));
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = value > largest ? value : largest;
    }
    return largest;
  }
}
