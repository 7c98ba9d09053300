package dev.nodecast.web.chart;

import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Quantity;
import java.util.List;

/**
 * What a chart shows.
 *
 * @param id of the figure: {@code c-cpu}
 * @param colour {@code k-cpu} …
 * @param now the value beside the title
 * @param end what stands at the right of the title: "91 % of 16 cores"
 * @param stacked the curves add up
 * @param nothing why there may be nothing to draw, where that is known; empty otherwise
 * @param limit dashed line, in the unit of the curves; NaN for none
 */
public record ChartSpec(
    String id,
    String title,
    String colour,
    double now,
    Quantity quantity,
    String end,
    boolean stacked,
    double limit,
    List<Line> lines,
    List<Note> notes,
    String nothing) {

  public static ChartSpec of(
      String id, String title, String colour, double now, String end, Line... lines) {
    return new ChartSpec(
        id,
        title,
        colour,
        now,
        lines[0].quantity(),
        end,
        false,
        Double.NaN,
        List.of(lines),
        List.of(),
        "");
  }

  public ChartSpec stack() {
    return new ChartSpec(id, title, colour, now, quantity, end, true, limit, lines, notes, nothing);
  }

  public ChartSpec limit(double value) {
    return new ChartSpec(
        id, title, colour, now, quantity, end, stacked, value, lines, notes, nothing);
  }

  public ChartSpec note(Note... more) {
    return new ChartSpec(
        id, title, colour, now, quantity, end, stacked, limit, lines, List.of(more), nothing);
  }

  /** What is said where nothing of it was ever seen. */
  public ChartSpec nothing(String why) {
    return new ChartSpec(id, title, colour, now, quantity, end, stacked, limit, lines, notes, why);
  }

  /** Metrics that its history needs. */
  public List<Metric> metrics() {
    return lines.stream().map(Line::metric).toList();
  }
}
