package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds windows: a kind's rows with nothing measured, and setters for what a test is about. */
final class Rows {
  final KindRows rows;

  Rows(String kind, int size) {
    Kind of = Catalog.kind(kind);
    int columns = of.columns().size();
    String[][] labels = new String[of.labels().size()][size];
    for (String[] label : labels) {
      Arrays.fill(label, "");
    }
    long[][] values = new long[columns][];
    long[][] maxima = new long[columns][];
    String[][] texts = new String[columns][];
    int[][][] buckets = new int[columns][][];
    long[][][] counts = new long[columns][][];
    for (Column column : of.columns()) {
      int i = column.index();
      if (column.type() == ColumnType.TEXT) {
        texts[i] = new String[size];
      } else if (column.type() == ColumnType.HISTOGRAM) {
        buckets[i] = new int[size][];
        counts[i] = new long[size][];
      } else {
        values[i] = new long[size];
        Arrays.fill(values[i], Column.NOT_MEASURED);
        if (column.max()) {
          maxima[i] = values[i].clone();
        }
      }
    }
    rows = new KindRows(of, size, labels, values, maxima, texts, buckets, counts);
  }

  private int column(String name) {
    return rows.kind().columns().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow()
        .index();
  }

  Rows label(String name, int row, String value) {
    rows.labels()[rows.kind().labels().indexOf(name)][row] = value;
    return this;
  }

  Rows value(String name, int row, long value) {
    rows.values()[column(name)][row] = value;
    return this;
  }

  Rows max(String name, int row, long value) {
    rows.maxima()[column(name)][row] = value;
    return this;
  }

  Rows text(String name, int row, String value) {
    rows.texts()[column(name)][row] = value;
    return this;
  }

  Rows histogram(String name, int row, int[] buckets, long[] counts) {
    rows.buckets()[column(name)][row] = buckets;
    rows.bucketCounts()[column(name)][row] = counts;
    return this;
  }

  /** One row of {@code node}, as every window has. */
  static Rows node(long contextSwitches) {
    return new Rows("node", 1).value("context_switches", 0, contextSwitches);
  }

  /** The same window with events. */
  static Window with(Window window, Event... events) {
    return new Window(
        window.node(),
        window.boot(),
        window.startMs(),
        window.lengthMs(),
        window.ticks(),
        window.lastSeq(),
        window.kinds(),
        List.of(events),
        window.spans(),
        window.bytes());
  }

  /** The same window with spans. */
  static Window with(Window window, Span... spans) {
    return new Window(
        window.node(),
        window.boot(),
        window.startMs(),
        window.lengthMs(),
        window.ticks(),
        window.lastSeq(),
        window.kinds(),
        window.events(),
        List.of(spans),
        window.bytes());
  }

  static Window window(String node, String boot, long startSeconds, long lastSeq, Rows... kinds) {
    List<KindRows> all = new ArrayList<>();
    for (Rows one : kinds) {
      all.add(one.rows);
    }
    return new Window(node, boot, startSeconds * 1000, 5000, 5, lastSeq, all, 2000);
  }
}
