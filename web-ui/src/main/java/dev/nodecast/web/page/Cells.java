package dev.nodecast.web.page;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import java.util.ArrayList;
import java.util.List;

/** Writes the cells of one row. All text goes through {@link Escape}. */
final class Cells {
  private final String id;
  private final String key;
  private final String css;
  private final List<Region> cells;

  /**
   * @param prefix of the row's id, such as {@code n-}
   * @param key the row's own name
   * @param css classes of the row
   */
  Cells(String prefix, String key, String css) {
    this(css, prefix + Escape.id(key), key, new ArrayList<>(16));
  }

  private Cells(String css, String id, String key, List<Region> cells) {
    this.id = id;
    this.key = key;
    this.css = css;
    this.cells = cells;
  }

  /** Of a row whose own name is long and tells nothing in an id. */
  static Cells hashed(String prefix, String key, String css) {
    return new Cells(css, prefix + Escape.shortId(key), key, new ArrayList<>(16));
  }

  Table.Row row() {
    return new Table.Row(id, css, key, cells);
  }

  /** State, name as a link, and a second line. */
  Cells name(Severity severity, String text, String href, String small) {
    return named(
        severity,
        "<a id=\"" + id + "-a\" href=\"" + Escape.html(href) + "\">" + Escape.html(text) + "</a>",
        small);
  }

  /** State, name without a link, and a second line. */
  Cells state(Severity severity, String text, String small) {
    return named(severity, Escape.html(text), small);
  }

  private Cells named(Severity severity, String name, String small) {
    StringBuilder html = new StringBuilder(160);
    html.append("<span class=\"").append(join("st", severity.css())).append("\">").append(name);
    if (severity != Severity.OK) {
      html.append("<span class=\"sr\">, ").append(severity.word()).append("</span>");
    }
    html.append("</span>");
    if (!small.isEmpty()) {
      html.append("<small>").append(Escape.html(small)).append("</small>");
    }
    return html("name", "fit", html.toString(), Double.NaN);
  }

  Cells link(String column, String css, String text, String href) {
    return html(
        column,
        css,
        text.isEmpty()
            ? Figure.NOT_MEASURED.number()
            : "<a href=\"" + Escape.html(href) + "\">" + Escape.html(text) + "</a>",
        Double.NaN);
  }

  /** Coloured only when it is wrong. */
  Cells health(Health health, String css) {
    return html(
        "state", join(css, tone(health.severity())), Escape.html(health.text()), Double.NaN);
  }

  Cells text(String column, String css, String text) {
    return html(
        column, css, text.isEmpty() ? Figure.NOT_MEASURED.number() : Escape.html(text), Double.NaN);
  }

  Cells number(String column, String css, double value, Quantity quantity) {
    return number(column, css, value, quantity, Severity.OK);
  }

  Cells number(String column, String css, double value, Quantity quantity, Severity severity) {
    return html(
        column,
        join(css.isEmpty() ? "n" : "n " + css, tone(severity)),
        Figure.of(value, quantity).html(),
        value);
  }

  /** A number of things: not worth a flash. */
  Cells count(String column, String css, double value) {
    return html(
        column,
        css.isEmpty() ? "n" : "n " + css,
        Figure.of(value, Quantity.COUNT).html(),
        Double.NaN);
  }

  Cells spark(String column, String css, String colour, String label, float[] values, double max) {
    return html(column, css, Svg.spark(colour, label, values, max), Double.NaN);
  }

  /** A bar of a share, 0 to 1. */
  Cells bar(String column, String css, String colour, String label, double share) {
    return html(column, css, Svg.bar(colour, label, share), Double.NaN);
  }

  Cells html(String column, String css, String html, double flash) {
    cells.add(new Region(id + '-' + column, "td", css, "", html, flash));
    return this;
  }

  static String tone(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "crit-t";
      case WARNING -> "warn-t";
      default -> "";
    };
  }

  static String join(String first, String second) {
    return first.isEmpty() ? second : second.isEmpty() ? first : first + ' ' + second;
  }

  /** Severity of a share by two thresholds. */
  static Severity above(double share, double warning, double critical) {
    return share >= critical
        ? Severity.CRITICAL
        : share >= warning ? Severity.WARNING : Severity.OK;
  }
}
