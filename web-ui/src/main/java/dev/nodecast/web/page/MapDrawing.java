package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Drawing;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.MapBox;
import dev.nodecast.web.read.MapLine;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Draws the map as inline SVG. What stands where is still; figures and colours are regions. */
final class MapDrawing {
  static final String ID = "map-drawing";

  /** Calls that go against the direction of reading end in it. */
  private static final String ARROW =
      "<defs><marker id=\"map-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\""
          + " markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0l8"
          + " 4-8 4z\"/></marker></defs>";

  private final PageRequest request;
  private final ServiceMap map;
  private final MapGrid grid;

  private MapDrawing(PageRequest request, ServiceMap map) {
    this.request = request;
    this.map = map;
    this.grid = new MapGrid(map);
  }

  static Drawing of(PageRequest request, ServiceMap map) {
    return new MapDrawing(request, map).drawing();
  }

  private Drawing drawing() {
    List<Drawing.Shape> shapes = new ArrayList<>();
    shapes.add(Drawing.Shape.still(ARROW + outside()));
    // Ids are by position: who is at one is in the structure, and short ids keep polls short.
    for (int i = 0; i < map.lines().size(); i++) {
      shapes.add(line(i, map.lines().get(i)));
    }
    for (int i = 0; i < map.boxes().size(); i++) {
      shapes.add(box(i, map.boxes().get(i)));
    }
    shapes.add(new Drawing.Shape("", List.of(labels()), ""));
    int width = grid.width();
    int height = grid.height();
    String attributes =
        (grid.dense() ? " class=\"map dense\"" : " class=\"map\"")
            + " viewBox=\"0 0 "
            + width
            + ' '
            + height
            + "\" width=\""
            + width
            + "\" height=\""
            + height
            + "\" role=\"group\" aria-label=\"Service map; the table of calls has the same\"";
    return new Drawing(ID, attributes, shapes);
  }

  private String outside() {
    StringBuilder words = new StringBuilder();
    if (map.callersOutside()) {
      words.append("<text x=\"").append(grid.x(0)).append("\" y=\"16\">Calls from outside</text>");
    }
    if (map.calleesOutside()) {
      int x = grid.x(map.columns() - 1);
      words.append("<text x=\"").append(x).append("\" y=\"16\">Calls to the outside</text>");
    }
    return words.toString();
  }

  private Drawing.Shape line(int i, MapLine line) {
    MapBox from = map.boxes().get(line.from());
    MapBox to = map.boxes().get(line.to());
    String d = grid.path(from, to);
    Region title = Region.of("mt" + i, "title", "", Escape.html(MapText.title(from, to, line)));
    Region path =
        new Region(
            "ml" + i,
            "path",
            Cells.join("e", tone(line.severity(), line.signals())),
            " stroke-width=\""
                + width(line.signals().requestsPerSecond())
                + "\" d=\""
                + d
                + '"'
                + (MapGrid.backwards(from, to) ? " marker-end=\"url(#map-arrow)\"" : ""),
            "",
            Double.NaN);
    // A thin line is hard to point at.
    String wide = grid.dense() ? "" : "<path class=\"hit\" d=\"" + d + "\"/>";
    return new Drawing.Shape("<g>", List.of(title, path), wide + "</g>");
  }

  /** Grows with the order of magnitude, in steps, so that it seldom changes. */
  static String width(double perSecond) {
    double width = perSecond > 0 ? 1 + 0.8 * Math.log10(Math.max(1, perSecond)) : 1;
    double step = Math.min(5, Math.round(width * 2) / 2.0);
    return Double.toString(step).replace(".0", "");
  }

  private static String tone(Severity severity, Signals signals) {
    return severity == Severity.OK && !(signals.requestsPerSecond() > 0) ? "idle" : severity.css();
  }

  private Drawing.Shape box(int i, MapBox box) {
    int x = grid.x(box.column());
    int y = grid.y(box.row());
    boolean focused = request.focus().equals(box.end().key());
    StringBuilder before = new StringBuilder(400);
    before.append("<a id=\"ma-").append(Escape.id(box.end().key())).append("\" href=\"");
    before.append(Escape.html(href(box))).append("\"><title>");
    before.append(Escape.html(MapText.title(box))).append("</title><rect class=\"");
    before.append(focused ? "box here" : "box").append("\" x=\"").append(x);
    before.append("\" y=\"").append(y).append("\" width=\"").append(grid.boxWidth());
    before.append("\" height=\"").append(grid.boxHeight()).append("\" rx=\"5\"/>");
    text(before, "t", x + 24, y + (grid.dense() ? 16 : 20), name(box));
    if (grid.named()) {
      text(before, "", x + 10, y + 36, MapText.cut(MapText.where(box.end()), 22));
    }
    String shape = "M" + (x + 13) + ' ' + (y + (grid.dense() ? 12 : 16));
    Region state =
        new Region(
            "ms" + i,
            "path",
            Cells.join("s", box.health().severity().css()),
            " d=\"" + shape + shape(box.health().severity()) + '"',
            "",
            Double.NaN);
    return new Drawing.Shape(
        before.toString(),
        List.of(
            state,
            value("mv" + i, "v", x, y, MapText.figures(box, grid.dense())),
            value("mp" + i, "p", x, y, MapText.percentiles(box.signals()))),
        "</a>");
  }

  private String name(MapBox box) {
    return MapText.cut(box.end().name(), grid.dense() ? 14 : 17);
  }

  /** To what is around it; of what the map is around already, to its page. */
  private String href(MapBox box) {
    boolean focused = request.focus().equals(box.end().key());
    return !focused
        ? request.with(Map.of("focus", box.end().key(), "hops", ""))
        : box.end().service().isEmpty()
            ? request.with(Map.of("focus", "", "hops", ""))
            : Links.service(request, box.end().service());
  }

  /** What a box says: at its end where it is one line high. */
  private Region value(String id, String css, int x, int y, String text) {
    int at = grid.dense() ? x + grid.boxWidth() - 8 : x + 10;
    return new Region(
        id,
        "text",
        css,
        " x=\"" + at + "\" y=\"" + (y + grid.boxHeight() - 8) + '"',
        Escape.html(text),
        Double.NaN);
  }

  private static void text(StringBuilder html, String css, int x, int y, String text) {
    html.append(css.isEmpty() ? "<text x=\"" : "<text class=\"" + css + "\" x=\"").append(x);
    html.append("\" y=\"").append(y).append("\">").append(Escape.html(text)).append("</text>");
  }

  /** Circle, triangle, square, ring: never colour alone. Around a point. */
  private static String shape(Severity severity) {
    return switch (severity) {
      case OK -> "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0";
      case WARNING -> "m0-5l5 9h-10z";
      case CRITICAL -> "m-4-4h8v8h-8z";
      case UNKNOWN -> "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0m2 0a2 2 0 1 1 4 0a2 2 0 1 1-4 0";
    };
  }

  private Region labels() {
    StringBuilder html = new StringBuilder();
    for (MapLine line : map.lines()) {
      if (line.severity() == Severity.WARNING || line.severity() == Severity.CRITICAL) {
        int[] at = grid.label(map.boxes().get(line.from()), map.boxes().get(line.to()));
        text(html, "lb " + line.severity().css(), at[0], at[1], MapText.label(line, grid.roomy()));
      }
    }
    return Region.of("map-labels", "g", "", html.toString());
  }
}
