package dev.nodecast.web.page;

import dev.nodecast.web.chart.Chart;
import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Subject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Draws the charts of a page from one read of history. */
final class Charts {
  private Charts() {}

  static Series history(PageContext context, Subject subject, List<ChartSpec> specs) {
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    specs.forEach(spec -> metrics.addAll(spec.metrics()));
    return context.reads().history(subject, metrics, context.request().range());
  }

  /**
   * History of kernel programs is asked for apart: percentiles of a large node take longer, and the
   * other charts must not wait for them. Where these failed already, nothing more is asked.
   */
  static Series programs(
      PageContext context, Subject subject, List<ChartSpec> specs, Series others) {
    return others.error().isEmpty() ? history(context, subject, specs) : others;
  }

  static List<Chart> draw(PageContext context, List<ChartSpec> specs, Series series) {
    List<Chart> charts = new ArrayList<>();
    for (ChartSpec spec : specs) {
      charts.add(Chart.of(spec, series, context.request().zone()));
    }
    return charts;
  }

  static List<Part> parts(List<Chart> charts) {
    List<Part> parts = new ArrayList<>();
    charts.forEach(chart -> parts.addAll(chart.regions()));
    return parts;
  }
}
