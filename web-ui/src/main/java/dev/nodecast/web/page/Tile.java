package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Severity;

/** One big number with what it is, its curve and a line below. */
final class Tile {
  private Tile() {}

  /**
   * @param href where the number comes from; empty for none
   * @param figure printed number, as HTML
   * @param spark as HTML, may be empty
   * @param below plain text
   */
  static Region of(
      String id,
      String title,
      String href,
      String figure,
      String spark,
      String below,
      Severity severity) {
    String tone = Cells.tone(severity);
    return html(
        id,
        title,
        href,
        figure,
        spark,
        "<p class=\"" + (tone.isEmpty() ? "mute" : tone) + "\">" + Escape.html(below) + "</p>");
  }

  static Region html(
      String id, String title, String href, String figure, String spark, String below) {
    boolean link = !href.isEmpty();
    return new Region(
        id,
        link ? "a" : "div",
        "tile",
        link ? " href=\"" + Escape.html(href) + "\"" : "",
        "<h3>" + Escape.html(title) + "</h3><b>" + figure + "</b>" + spark + below,
        Double.NaN);
  }
}
