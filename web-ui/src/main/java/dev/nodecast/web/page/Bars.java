package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Room;

/**
 * Usage beside request and limit as one bar. Wide and faint: the request. Narrow: used. Line: the
 * limit. The track is as long as what there is; limits may go beyond it.
 */
final class Bars {
  private Bars() {}

  static String cpu(double used, Bounds of) {
    return bar("bar", 8, "k-cpu", "CPU", used, of.cpuRequestCores(), of.cpuLimitCores());
  }

  static String memory(double used, Bounds of) {
    return bar("bar", 8, "k-mem", "Memory", used, of.memoryRequestBytes(), of.memoryLimitBytes());
  }

  /** The large bar of a panel. */
  static String bullet(
      String colour, String name, double used, double request, double limit, Quantity quantity) {
    return svg("bullet", 14, colour, name, used, request, limit, Double.NaN, quantity);
  }

  static String bullet(String colour, String name, Room room, Quantity quantity) {
    return svg(
        "bullet",
        14,
        colour,
        name,
        room.used(),
        room.requests(),
        room.limits(),
        room.allocatable(),
        quantity);
  }

  private static String bar(
      String css,
      int height,
      String colour,
      String name,
      double used,
      double request,
      double limit) {
    // Nothing to hold the usage against: a bar would say nothing.
    return Double.isNaN(request) && Double.isNaN(limit)
        ? ""
        : svg(
            css,
            height,
            colour,
            name,
            used,
            request,
            limit,
            Double.NaN,
            colour.equals("k-cpu") ? Quantity.CORES : Quantity.BYTES);
  }

  private static String svg(
      String css,
      int height,
      String colour,
      String name,
      double used,
      double request,
      double limit,
      double all,
      Quantity quantity) {
    double top = largest(used, request, limit, all);
    String label =
        name
            + ": used "
            + Figure.of(used, quantity).text()
            + ", requested "
            + Figure.of(request, quantity).text()
            + ", limit "
            + Figure.of(limit, quantity).text()
            + (Double.isNaN(all) ? "" : ", allocatable " + Figure.of(all, quantity).text());
    double narrow = height * 0.5;
    return "<svg class=\""
        + css
        + ' '
        + colour
        + "\" viewBox=\"0 0 100 "
        + height
        + "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
        + Escape.html(label)
        + "\">"
        + rect("track", 0, Double.isNaN(all) ? 1 : all / top, 0, height)
        + rect("req", 0, request / top, 0, height)
        + rect("use", 0, used / top, (height - narrow) / 2, narrow)
        + (Double.isNaN(limit) ? "" : rect("lim", Math.min(0.992, limit / top), 0.008, 0, height))
        + "</svg>";
  }

  private static String rect(String css, double from, double share, double y, double height) {
    String width = Svg.width(share, 100);
    return width.equals("0")
        ? ""
        : "<rect class=\""
            + css
            + '"'
            + (from > 0 ? " x=\"" + Svg.width(from, 100) + '"' : "")
            + (y > 0 ? " y=\"" + number(y) + '"' : "")
            + " width=\""
            + width
            + "\" height=\""
            + number(height)
            + "\"/>";
  }

  private static String number(double value) {
    return Double.toString(value).replaceFirst("\\.0$", "");
  }

  private static double largest(double... values) {
    double largest = Double.MIN_NORMAL;
    for (double value : values) {
      largest = value > largest ? value : largest;
    }
    return largest;
  }
}
