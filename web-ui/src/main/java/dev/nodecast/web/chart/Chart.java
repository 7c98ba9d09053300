package dev.nodecast.web.chart;

import dev.nodecast.web.format.Escape;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Html;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.DurationBands;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Series;
import java.time.ZoneId;
import java.util.List;

/**
 * A figure of three regions, because they change at different times: values every tick, the drawing
 * once per step of the range.
 */
public record Chart(String id, Region head, Region plot, Region legend) {
  private static final String[] LINE_KEYS = {"", " shade", " shade dash"};
  private static final String[] STACK_KEYS = {" two", " one", " zero"};

  public static Chart of(ChartSpec spec, Series series, ZoneId zone) {
    return new Chart(
        spec.id(),
        head(spec),
        Region.of(spec.id() + "-plot", "div", "", drawing(spec, series, zone)),
        Region.of(spec.id() + "-legend", "p", "legend", legend(spec)));
  }

  /** The map of all CPUs. */
  public static Chart cores(double[] now, Series series, ZoneId zone) {
    long busy = 0;
    for (double share : now) {
      busy += share >= 0.5 ? 1 : 0;
    }
    Heat heat = Heat.of(series, zone, Heat.BUSY);
    String drawing =
        heat == null
            ? empty(series, now.length > 0, "")
            : Html.render(
                new StaticTemplates()
                    .partHeat(
                        heat,
                        "Cores busy",
                        "k-cpu",
                        List.of("core " + (heat.rows() - 1), "core 0")));
    Region head =
        Region.of(
            "c-cores-head",
            "figcaption",
            "",
            "<h3>Cores</h3><span class=\"now\">"
                + busy
                + "<span class=\"u\">of "
                + now.length
                + " busy</span></span><span class=\"end\">1 row per core</span>");
    return new Chart(
        "c-cores",
        head,
        Region.of("c-cores-plot", "div", "", drawing),
        Region.of(
            "c-cores-legend",
            "p",
            "legend",
            "<span>busy: at least 50 % of the last interval</span>"));
  }

  /** How long requests took over time: one row per {@linkplain DurationBands band}. */
  public static Chart durations(double requestsPerSecond, Series series, ZoneId zone) {
    Heat heat = Heat.of(series, zone, Heat.SPREAD);
    String drawing =
        heat == null
            ? empty(series, requestsPerSecond > 0, "No request was stored in this range.")
            : Html.render(
                new StaticTemplates()
                    .partHeat(
                        heat, "Durations of requests", "k-net", List.of("10 s", "10 ms", "10 µs")));
    Region head =
        Region.of(
            "c-heat-head",
            "figcaption",
            "",
            "<h3>Durations</h3><span class=\"now\">"
                + Figure.of(requestsPerSecond, Quantity.PER_SECOND).html()
                + "</span><span class=\"end\">log scale</span>");
    return new Chart(
        "c-heat",
        head,
        Region.of("c-heat-plot", "div", "", drawing),
        Region.of(
            "c-heat-legend",
            "p",
            "legend",
            "<span>darker: a larger share of the requests of that time; from 1, 5, 15, 35 and 60\u00a0%</span>"));
  }

  public List<Region> regions() {
    return List.of(head, plot, legend);
  }

  private static Region head(ChartSpec spec) {
    String html =
        "<h3>"
            + Escape.html(spec.title())
            + "</h3><span class=\"now\">"
            + Figure.of(spec.now(), spec.quantity()).html()
            + "</span><span class=\"end\">"
            + Escape.html(spec.end())
            + "</span>";
    return Region.of(spec.id() + "-head", "figcaption", "", html);
  }

  private static String drawing(ChartSpec spec, Series series, ZoneId zone) {
    Plot plot = Plot.of(spec, series, zone);
    boolean measured = spec.lines().stream().anyMatch(line -> Double.isFinite(line.now()));
    return plot == null
        ? empty(series, measured, spec.nothing())
        : Html.render(new StaticTemplates().partPlot(plot));
  }

  private static String empty(Series series, boolean measured, String nothing) {
    if (!series.error().isEmpty()) {
      return empty("History query failed", series.error() + ". The live value is still shown.");
    }
    if (!measured && !nothing.isEmpty()) {
      return empty("Nothing to show", nothing);
    }
    return measured
        ? empty(
            "Nothing stored in this range",
            "The first value is stored some 10 s after the first frame.")
        : empty("Not measured here", "Status lists what each agent cannot measure, and why.");
  }

  private static String empty(String what, String why) {
    return "<div class=\"empty\"><b>" + what + "</b><span>" + Escape.html(why) + "</span></div>";
  }

  private static String legend(ChartSpec spec) {
    StringBuilder html = new StringBuilder();
    int i = 0;
    for (Line line : spec.lines()) {
      String key = (spec.stacked() ? STACK_KEYS : LINE_KEYS)[Math.min(i, 2)];
      html.append("<span><span class=\"key ")
          .append(spec.colour())
          .append(key)
          .append("\"></span>");
      html.append(Escape.html(line.label()));
      html.append(" <b>").append(Figure.of(line.now(), line.quantity()).text());
      html.append("</b></span>");
      i++;
    }
    for (Note note : spec.notes()) {
      html.append("<span>").append(Escape.html(note.label())).append(" <b>");
      html.append(Figure.of(note.value(), note.quantity()).text()).append("</b></span>");
    }
    return html.toString();
  }
}
