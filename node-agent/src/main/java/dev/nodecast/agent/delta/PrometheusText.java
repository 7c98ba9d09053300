package dev.nodecast.agent.delta;

import dev.nodecast.agent.self.MetricFormat;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.EdgeKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeCpuKind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.Unit;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The machine and its containers for those who scrape: {@code nodecast_<kind>_<column>}, counters
 * with {@code _total}, in the catalog's units; requests under OpenTelemetry's names, as {@link
 * ServiceText} does. Processes are left out: a series per process and scrape is what Prometheus is
 * worst at. Belongs to the tick thread.
 */
public final class PrometheusText {
  private static final Set<String> LEFT_OUT =
      Set.of("process", "agent", "agent_collector", "agent_program", "agent_map", "agent_tls");

  /**
   * A bound at every second power of two: fewer than the buckets that travel, and enough for a
   * percentile in a dashboard. 2^24 are 16.8 s of microseconds, 16 MiB of bytes.
   */
  private static final List<Double> POWERS =
      IntStream.rangeClosed(0, 12).mapToObj(i -> Math.pow(4, i)).toList();

  private PrometheusText() {}

  /**
   * Everything that is measured now and asked for; what is not measured has no line.
   *
   * @param out takes it
   */
  public static <F extends MetricFormat> F of(
      Samples samples, String node, Set<ScrapeScope> scopes, F out) {
    for (KindTable table : samples.tables) {
      if (table.kind == ServiceKind.KIND) {
        ServiceText.write(out, table, node, scopes);
      }
      if (!LEFT_OUT.contains(table.kind.name()) && scopes.contains(scope(table.kind))) {
        for (Column column : table.kind.columns()) {
          if (!ServiceText.tells(column)) {
            family(out, table, column, node);
          }
        }
      }
    }
    return out;
  }

  private static ScrapeScope scope(Kind kind) {
    if (kind == ServiceKind.KIND || kind == EdgeKind.KIND) {
      return ScrapeScope.COUNTS;
    }
    return Names.mayHave(kind) ? ScrapeScope.CONTAINERS : ScrapeScope.HOST;
  }

  /** One CPU's user_ms is not to be called as the machine's cpu_user_ms is. */
  static String name(Kind kind, Column column) {
    String of = kind == NodeCpuKind.KIND ? "node_cpu_core" : kind.name();
    String name = "nodecast_" + of + "_" + column.name();
    if (column.type() == ColumnType.HISTOGRAM) {
      return name;
    }
    if (column.unit() == Unit.BYTES && !name.endsWith("bytes")) {
      name += "_bytes";
    }
    return column.type() == ColumnType.COUNTER ? name + "_total" : name;
  }

  private static void family(MetricFormat out, KindTable table, Column column, String node) {
    switch (column.type()) {
      case HISTOGRAM -> histogram(out, table, column, node);
      case COUNTER, GAUGE -> values(out, table, column, node);
      case TEXT -> {}
    }
  }

  private static void values(MetricFormat out, KindTable table, Column column, String node) {
    String name = name(table.kind, column);
    boolean counter = column.type() == ColumnType.COUNTER;
    out.family(name, counter ? "counter" : "gauge", column.help());
    int c = column.index();
    for (int slot = table.shown.nextSetBit(0); slot >= 0; slot = table.shown.nextSetBit(slot + 1)) {
      long value = counter ? table.runningTotal(c, slot) : table.pending[c][slot];
      if (value != Column.NOT_MEASURED) {
        out.sample(name, (double) value / column.divisor(), labels(table, slot, node));
      }
    }
  }

  private static void histogram(MetricFormat out, KindTable table, Column column, String node) {
    String name = name(table.kind, column);
    boolean begun = false;
    for (int slot = table.shown.nextSetBit(0); slot >= 0; slot = table.shown.nextSetBit(slot + 1)) {
      BucketCounts counts = table.totals == null ? null : table.totals[column.index()][slot];
      if (counts == null) {
        continue;
      }
      if (!begun) {
        out.family(name, "histogram", column.help());
        begun = true;
      }
      out.histogram(
          name, counts, 1, POWERS, MetricFormat.Exemplars.NONE, labels(table, slot, node));
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
