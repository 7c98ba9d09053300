package dev.nodecast.agent.delta;

import dev.nodecast.agent.self.MetricFormat;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.ServiceMetric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Durations and sizes of requests under the names that OpenTelemetry has for them, in seconds and
 * bytes, with its attributes and the bounds that it advises. Rows that have the same attributes are
 * one. Belongs to the tick thread.
 */
final class ServiceText {
  private static final double MICROS = 1e-6;
  private static final int ROLE = ServiceKind.KIND.labels().indexOf("role");
  private static final int PROTOCOL = ServiceKind.KIND.labels().indexOf("protocol");
  private static final int OPERATION = ServiceKind.KIND.labels().indexOf("operation");

  /** One set of attributes: several rows may have the same. */
  private record Series(BucketCounts counts, MetricFormat.Exemplars exemplars) {
    /** A copy only where there are two: a sum must not grow what is counted on. */
    Series and(Series other) {
      BucketCounts sum = new BucketCounts();
      sum.add(counts);
      sum.add(other.counts);
      return new Series(
          sum,
          bound -> {
            MetricFormat.Exemplar own = exemplars.of(bound);
            return own == null ? other.exemplars.of(bound) : own;
          });
    }
  }

  /** Histograms of one name, and how their values are read. */
  private record Family(
      double scale, List<Double> bounds, String help, Map<List<String>, Series> series) {}

  private final KindTable table;
  private final String node;

  /** All samples of one name stand together, of whatever protocol. */
  private final Map<String, Family> families = new LinkedHashMap<>();

  private ServiceText(KindTable table, String node) {
    this.table = table;
    this.node = node;
  }

  /** Whether a column is told here and so nowhere else. */
  static boolean tells(Column column) {
    return column == ServiceKind.DURATION;
  }

  static void write(MetricFormat out, KindTable table, String node, Set<ScrapeScope> scopes) {
    if (table.totals == null) {
      return;
    }
    ServiceText text = new ServiceText(table, node);
    for (int slot = table.shown.nextSetBit(0); slot >= 0; slot = table.shown.nextSetBit(slot + 1)) {
      List<String> labels = table.entities[slot].shown();
      int at = slot;
      ServiceMetric.of(labels.get(PROTOCOL), labels.get(ROLE), labels.get(OPERATION))
          .ifPresent(metric -> text.add(metric, at, scopes));
    }
    text.families.forEach(
        (name, family) -> {
          out.family(name, "histogram", family.help());
          family
              .series()
              .forEach(
                  (labels, of) ->
                      out.histogram(
                          name,
                          of.counts(),
                          family.scale(),
                          family.bounds(),
                          of.exemplars(),
                          labels.toArray(String[]::new)));
        });
  }

  private void add(ServiceMetric metric, int slot, Set<ScrapeScope> scopes) {
    List<String> labels = ServiceLabels.of(metric, table, slot, node);
    if (scopes.contains(ScrapeScope.GOLDEN_SIGNALS)) {
      seconds(metric.prometheus(), metric, labels, slot);
    }
    if (scopes.contains(ScrapeScope.ALIASES) && !metric.older().isEmpty()) {
      String name = ServiceMetric.prometheus(metric.older()) + "_seconds";
      seconds(name, metric, ServiceLabels.older(metric, table, slot, labels), slot);
    }
    if (scopes.contains(ScrapeScope.SIZES)) {
      bytes(metric.sizes("request"), ServiceKind.REQUEST_SIZE, labels, slot);
      bytes(metric.sizes("response"), ServiceKind.RESPONSE_SIZE, labels, slot);
    }
  }

  private void seconds(String name, ServiceMetric metric, List<String> labels, int slot) {
    add(name, ServiceKind.DURATION, MICROS, metric.bounds(), labels, slot);
  }

  private void bytes(String name, Column column, List<String> labels, int slot) {
    if (!name.isEmpty()) {
      String bytes = ServiceMetric.prometheus(name) + "_bytes";
      add(bytes, column, 1, ServiceMetric.SIZES, labels, slot);
    }
  }

  private void add(
      String name, Column column, double scale, List<Double> bounds, List<String> labels, int at) {
    BucketCounts counts = table.totals[column.index()][at];
    if (counts == null) {
      return;
    }
    Family family =
        families.computeIfAbsent(
            name, n -> new Family(scale, bounds, column.help(), new LinkedHashMap<>()));
    Exemplars exemplars =
        column == ServiceKind.DURATION ? table.entities[at].exemplars : null; // under its bounds
    family
        .series()
        .merge(
            labels,
            new Series(counts, exemplars == null ? MetricFormat.Exemplars.NONE : exemplars::of),
            Series::and);
  }
}
