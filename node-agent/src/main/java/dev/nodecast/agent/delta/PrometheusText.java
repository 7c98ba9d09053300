package dev.nodecast.agent.delta;

import dev.nodecast.agent.self.Exposition;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The machine and its containers as Prometheus text, for those who scrape: {@code
 * nodecast_<kind>_<column>}, counters with {@code _total}, in the catalog's units; durations of
 * requests under OpenTelemetry's names, as {@link ServiceText} does. Processes are left out: a
 * series per process and scrape is what Prometheus is worst at. Belongs to the tick thread.
 */
public final class PrometheusText {
  private static final Set<String> LEFT_OUT =
      Set.of("process", "agent", "agent_collector", "agent_program", "agent_map");

  /** 2^24: of microseconds 16.8 s, of bytes 16 MiB. */
  private static final int LARGEST_BOUND = 24;

  private PrometheusText() {}

  /** Everything that is measured now; what is not measured has no line. */
  public static String of(Samples samples, String node) {
    return of(samples, node, false);
  }

  /**
   * As {@link #of(Samples, String)}.
   *
   * @param openMetrics with exemplars, in the text of OpenMetrics
   */
  public static String of(Samples samples, String node, boolean openMetrics) {
    Exposition out = new Exposition(openMetrics);
    for (KindTable table : samples.tables) {
      if (table.kind == ServiceKind.KIND) {
        ServiceText.write(out, table, node);
      }
      if (!LEFT_OUT.contains(table.kind.name())) {
        for (Column column : table.kind.columns()) {
          if (!ServiceText.tells(column)) {
            family(out, table, column, node);
          }
        }
      }
    }
    return out.end();
  }

  private static void family(Exposition out, KindTable table, Column column, String node) {
    if (column.type() == ColumnType.HISTOGRAM) {
      histogram(out, table, column, node);
      return;
    }
    boolean counter = column.type() == ColumnType.COUNTER;
    if (!counter && column.type() != ColumnType.GAUGE) {
      return;
    }
    String name = "nodecast_" + table.kind.name() + "_" + column.name();
    if (column.unit() == Unit.BYTES && !name.endsWith("bytes")) {
      name += "_bytes";
    }
    if (counter) {
      name += "_total";
    }
    out.family(name, counter ? "counter" : "gauge", column.help());
    int c = column.index();
    for (int slot = table.shown.nextSetBit(0); slot >= 0; slot = table.shown.nextSetBit(slot + 1)) {
      long value = counter ? table.runningTotal(c, slot) : table.pending[c][slot];
      if (value != Column.NOT_MEASURED) {
        out.sample(name, (double) value / column.divisor(), labels(table, slot, node));
      }
    }
  }

  /**
   * A classic histogram with a bound at every second power of two: fewer than the buckets that
   * travel, and enough for a percentile in a dashboard. The sum is that of the buckets' middles,
   * within 4.5 %.
   */
  private static void histogram(Exposition out, KindTable table, Column column, String node) {
    int c = column.index();
    String name = "nodecast_" + table.kind.name() + "_" + column.name();
    boolean begun = false;
    for (int slot = table.shown.nextSetBit(0); slot >= 0; slot = table.shown.nextSetBit(slot + 1)) {
      BucketCounts counts = table.totals == null ? null : table.totals[c][slot];
      if (counts == null) {
        continue;
      }
      if (!begun) {
        out.family(name, "histogram", column.help());
        begun = true;
      }
      String[] labels = labels(table, slot, node);
      String[] bounded = Arrays.copyOf(labels, labels.length + 2);
      bounded[labels.length] = "le";
      long below = 0;
      int at = 0;
      for (int power = 0; power <= LARGEST_BOUND; power += 2) {
        // Bucket 8 * power - 1 is the last whose values are at most 2^power.
        while (at < counts.size() && counts.bucket(at) < power << Histogram.SCALE) {
          below += counts.count(at++);
        }
        bounded[labels.length + 1] = String.valueOf(1L << power);
        out.sample(name + "_bucket", below, bounded);
      }
      bounded[labels.length + 1] = "+Inf";
      out.sample(name + "_bucket", counts.total(), bounded);
      out.sample(name + "_count", counts.total(), labels);
      double sum = 0;
      for (int i = 0; i < counts.size(); i++) {
        sum += counts.count(i) * Histogram.middle(counts.bucket(i));
      }
      out.sample(name + "_sum", sum, labels);
    }
  }

  private static String[] labels(KindTable table, int slot, String node) {
    List<String> names = table.kind.labels();
    List<String> values = table.entities[slot].shown();
    String[] pairs = new String[2 + 2 * names.size()];
    pairs[0] = "node";
    pairs[1] = node;
    for (int i = 0; i < names.size(); i++) {
      pairs[2 + 2 * i] = names.get(i);
      pairs[3 + 2 * i] = values.get(i);
    }
    return pairs;
  }
}
