package dev.nodecast.web.page;

import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Percent;
import dev.nodecast.web.read.Quantity;

/** Two rows of a table: used, request and limit in numbers, and the bar of them. */
final class UsageLine {
  private UsageLine() {}

  /**
   * @param name ours, not from outside
   */
  static String html(
      String name, String colour, double used, double request, double limit, Quantity quantity) {
    return "<tr><th scope=\"row\">"
        + name
        + "</th>"
        + cell(Figure.of(used, quantity))
        + cell(Figure.of(request, quantity))
        + cell(Figure.of(limit, quantity))
        + cell(Percent.of(used / limit))
        + "</tr><tr class=\"b\"><td colspan=\"5\">"
        + Bars.bullet(colour, name, used, request, limit, quantity)
        + "</td></tr>";
  }

  static String cell(Figure figure) {
    return "<td class=\"n\">" + figure.html() + "</td>";
  }
}
