package dev.nodecast.web.chart;

import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.ChartPath;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Scale;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The drawn part of a chart: the model of its template.
 *
 * @param width of the drawing's box: points - 1
 * @param limitY height of the dashed line, or -1
 * @param gaps from and to, in points
 * @param since what the first large gap means: "data since 03:02"; empty without one
 */
public record Plot(
    String label,
    String colour,
    int width,
    List<Curve> curves,
    int limitY,
    List<int[]> gaps,
    String since,
    List<String> values,
    List<String> times) {

  /**
   * One path.
   *
   * @param css {@code ar …} for areas, {@code ln …} for lines
   */
  public record Curve(String css, String path) {}

  /** Share of the points from which on the text fits into the gap. */
  private static final double MOSTLY_EMPTY = 0.45;

  private static final String[] STACK = {"ar c", "ar", "ar a"};
  private static final String[] LINES = {"ln", "ln d2", "ln d2 d3"};

  /** Null when the series has no value in this range. */
  static Plot of(ChartSpec spec, Series series, ZoneId zone) {
    int points = series.range().points();
    List<double[]> lines = new ArrayList<>();
    double[] below = new double[points];
    double largest = 0;
    boolean any = false;
    for (Line line : spec.lines()) {
      double[] values = values(series, line, points);
      for (int i = 0; i < points; i++) {
        if (spec.stacked()) {
          values[i] += below[i];
        }
        any |= !Double.isNaN(values[i]);
        largest = values[i] > largest ? values[i] : largest;
      }
      below = spec.stacked() ? values : below;
      lines.add(values);
    }
    if (!any) {
      return null;
    }
    boolean limited = largest >= 0.3 * spec.limit();
    // Clocks of kernel and agent differ: 2.01 of 2 cores are all of them.
    boolean above = largest > 1.03 * spec.limit();
    Scale scale = Scale.of(limited && !above ? spec.limit() : largest, spec.quantity());
    return new Plot(
        spec.title() + ": now " + Figure.of(spec.now(), spec.quantity()).text(),
        spec.colour(),
        Math.max(1, points - 1),
        curves(spec, lines, scale.max()),
        limited ? ChartPath.y(spec.limit(), scale.max()) : -1,
        gaps(lines.get(0)),
        since(lines.get(0), series.range(), zone),
        List.of(scale.top(), scale.middle(), "0"),
        times(series.range(), zone));
  }

  private static double[] values(Series series, Line line, int points) {
    double[] values = series.values().get(line.metric());
    if (values == null) {
      double[] none = new double[points];
      Arrays.fill(none, Double.NaN);
      return none;
    }
    return Arrays.copyOf(values, points);
  }

  private static List<Curve> curves(ChartSpec spec, List<double[]> lines, double max) {
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      double[] values = lines.get(i);
      if (spec.stacked()) {
        double[] lower = i == 0 ? null : lines.get(i - 1);
        curves.add(new Curve(STACK[Math.min(i, 2)], ChartPath.area(values, lower, max)));
        if (i == lines.size() - 1) {
          curves.add(new Curve("ln", ChartPath.line(values, max)));
        }
      } else {
        if (i == 0) {
          curves.add(new Curve("ar", ChartPath.area(values, null, max)));
        }
        curves.add(new Curve(LINES[Math.min(i, 2)], ChartPath.line(values, max)));
      }
    }
    curves.removeIf(curve -> curve.path().isEmpty());
    return curves;
  }

  /** A range that is mostly older than the first value must not look like an outage. */
  private static String since(double[] values, TimeRange range, ZoneId zone) {
    int first = 0;
    while (first < values.length && Double.isNaN(values[first])) {
      first++;
    }
    if (first < MOSTLY_EMPTY * values.length || first == values.length) {
      return "";
    }
    Instant start = range.from().plus(range.step().multipliedBy(first));
    return "data since " + Ago.clock(start, range.to(), zone);
  }

  private static List<int[]> gaps(double[] values) {
    List<int[]> gaps = new ArrayList<>();
    int i = 0;
    while (i < values.length) {
      int end = i;
      while (end < values.length && Double.isNaN(values[end])) {
        end++;
      }
      if (end > i) {
        gaps.add(new int[] {Math.max(0, i - 1), Math.min(values.length - 1, end)});
      }
      i = Math.max(end, i + 1);
    }
    return gaps;
  }

  static List<String> times(TimeRange range, ZoneId zone) {
    Duration length = Duration.between(range.from(), range.to());
    List<String> times = new ArrayList<>();
    // With seconds five of them would touch.
    int steps = Ago.withSeconds(length) ? 2 : 4;
    for (int i = 0; i <= steps; i++) {
      times.add(Ago.tick(range.from().plus(length.multipliedBy(i).dividedBy(steps)), length, zone));
    }
    return times;
  }
}
