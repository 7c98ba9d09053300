package dev.nodecast.web.format;

/**
 * A small curve as two SVG paths in a {@code 0 0 39 40} box (for 40 points): whole, relative steps,
 * some 170 bytes instead of 900, and the second path compresses to next to nothing. The line is not
 * closed, so that a gap has no walls.
 *
 * @param line path data of the curve; empty when nothing was measured
 * @param area the same, closed along the bottom
 */
public record Sparkline(String line, String area) {
  /** Height of the box, in the path's units. */
  public static final int HEIGHT = 40;

  /**
   * Draws the values.
   *
   * @param values oldest first; NaN is a gap
   * @param max value at the top; the largest value when not positive. The bottom is 0
   */
  public static Sparkline of(float[] values, double max) {
    double top = max > 0 ? max : largest(values);
    StringBuilder line = new StringBuilder(values.length * 5 + 16);
    StringBuilder area = new StringBuilder(values.length * 5 + 16);
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
      int start = line.length();
      segment(line, values, i, end, top);
      area.append(line, start, line.length());
      area.append('V').append(HEIGHT).append('H').append(i).append('z');
      i = end;
    }
    return new Sparkline(line.toString(), area.toString());
  }

  private static void segment(StringBuilder path, float[] values, int from, int to, double top) {
    int y = y(values[from], top);
    path.append('M').append(from).append(' ').append(y);
    for (int i = from + 1; i < to; i++) {
      int next = y(values[i], top);
      path.append("l1 ").append(next - y);
      y = next;
    }
    if (to == from + 1) {
      // A point between two gaps would be an invisible line of no length.
      path.append("h0.5");
    }
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
