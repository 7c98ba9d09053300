package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Sparkline;
import dev.nodecast.web.read.Quantity;

/** Small pictures in cells and tiles; each says its value to those who cannot see it. */
final class Svg {
  private Svg() {}

  /**
   * @param colour {@code k-cpu}, {@code k-mem}, {@code k-net} or {@code k-disk}
   * @param max value at the top; 0 or less: the largest value
   */
  static String spark(String colour, String label, float[] values, double max) {
    Sparkline path = Sparkline.of(values, max);
    return "<svg class=\"spark "
        + colour
        + "\" viewBox=\"0 0 "
        + Math.max(1, values.length - 1)
        + ' '
        + Sparkline.HEIGHT
        + "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
        + Escape.html(label)
        + ", last 5 minutes\">"
        + (path.line().isEmpty()
            ? ""
            : "<path class=\"ar\" d=\"" + path.area() + "\"/><path d=\"" + path.line() + "\"/>")
        + "</svg>";
  }

  /** Shares of more than 1 fill the bar; an unknown share leaves it empty. */
  static String bar(String colour, String label, double share) {
    String width = width(share, 100);
    return "<svg class=\"bar "
        + colour
        + "\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
        + Escape.html(label + ' ' + Figure.of(share, Quantity.SHARE).text())
        + "\"><rect class=\"track\" width=\"100\" height=\"8\"/>"
        + (width.equals("0") ? "" : "<rect class=\"use\" width=\"" + width + "\" height=\"8\"/>")
        + "</svg>";
  }

  /** Length of {@code share} of {@code full}, with a decimal; at least visible when not zero. */
  static String width(double share, double full) {
    if (!(share > 0)) {
      return "0";
    }
    double length = Math.max(full * 0.005, Math.min(full, share * full));
    return Double.toString(Math.round(length * 10) / 10.0).replaceFirst("\\.0$", "");
  }
}
