package dev.nodecast.aggregator.live;

import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.util.Arrays;

/**
 * Gathers the rows of one kind in one window: entities that ended first, as they end, the living
 * ones when it closes.
 */
final class RowCollector {
  private final Kind kind;
  private int size;
  private int capacity;
  private String[][] labels;
  private long[][] values;
  private long[][] maxima;
  private String[][] texts;
  private int[][][] buckets;
  private long[][][] counts;

  RowCollector(Kind kind) {
    this.kind = kind;
    reset();
  }

  int size() {
    return size;
  }

  /** All entities that lived in the open window. */
  void addSeen(KindState from) {
    add(from, from.seen.stream().toArray());
  }

  /** One entity's row. */
  void add(KindState from, int slot) {
    add(from, new int[] {slot});
  }

  /** Column by column: both sides are arrays of columns, and caches like long strides less. */
  private void add(KindState from, int[] slots) {
    if (slots.length == 0) {
      return;
    }
    ensure(size + slots.length);
    for (int i = 0; i < slots.length; i++) {
      String[] name = from.labels(slots[i]);
      for (int label = 0; label < labels.length; label++) {
        labels[label][size + i] = name[label];
      }
    }
    for (Column column : kind.columns()) {
      int c = column.index();
      switch (column.type()) {
        case COUNTER -> counters(from, column, slots);
        case GAUGE -> {
          for (int i = 0; i < slots.length; i++) {
            values[c][size + i] = from.value(column, slots[i]);
          }
          for (int i = 0; column.max() && i < slots.length; i++) {
            maxima[c][size + i] = from.max[c][slots[i]];
          }
        }
        case TEXT -> {
          for (int i = 0; i < slots.length; i++) {
            texts[c][size + i] = from.text(column, slots[i]);
          }
        }
        case HISTOGRAM -> {
          for (int i = 0; i < slots.length; i++) {
            histogram(c, size + i, from.histograms.open(c, slots[i]));
          }
        }
      }
    }
    size += slots.length;
  }

  private void counters(KindState from, Column column, int[] slots) {
    long[] to = values[column.index()];
    long[] sums = from.sum[column.index()];
    for (int i = 0; i < slots.length; i++) {
      long sum = sums[slots[i]];
      // A restarted agent may have forgotten a counter that rose in this window.
      to[size + i] =
          sum == 0 && from.value(column, slots[i]) == Column.NOT_MEASURED
              ? Column.NOT_MEASURED
              : sum;
    }
  }

  /** A row of no entity, with nothing measured. */
  void addBlank() {
    ensure(size + 1);
    int row = size++;
    for (String[] label : labels) {
      label[row] = "";
    }
    for (Column column : kind.columns()) {
      if (column.type() == ColumnType.COUNTER || column.type() == ColumnType.GAUGE) {
        values[column.index()][row] = Column.NOT_MEASURED;
        if (column.max()) {
          maxima[column.index()][row] = Column.NOT_MEASURED;
        }
      }
    }
  }

  /** The rows; the collector begins anew. */
  KindRows take() {
    KindRows rows = new KindRows(kind, size, labels, values, maxima, texts, buckets, counts);
    reset();
    return rows;
  }

  static long bytes(KindRows rows) {
    long bytes =
        (long) rows.size()
            * (rows.kind().columns().size() * 8L + rows.kind().labels().size() * 8L + 32);
    for (int[][] cells : rows.buckets()) {
      for (int row = 0; cells != null && row < rows.size(); row++) {
        // Two arrays, a bucket's index and its count.
        bytes += cells[row] == null ? 0 : 32 + 12L * cells[row].length;
      }
    }
    return bytes;
  }

  private void histogram(int c, int row, BucketCounts cell) {
    if (cell == null || cell.isEmpty()) {
      return;
    }
    int[] indexes = new int[cell.size()];
    long[] in = new long[cell.size()];
    for (int i = 0; i < in.length; i++) {
      indexes[i] = cell.bucket(i);
      in[i] = cell.count(i);
    }
    buckets[c][row] = indexes;
    counts[c][row] = in;
  }

  private void reset() {
    int columns = kind.columns().size();
    size = 0;
    capacity = 0;
    labels = new String[kind.labels().size()][0];
    values = new long[columns][];
    maxima = new long[columns][];
    texts = new String[columns][];
    buckets = new int[columns][][];
    counts = new long[columns][][];
  }

  private void ensure(int rows) {
    if (rows <= capacity) {
      return;
    }
    int to = Math.max(rows, capacity + (capacity >> 1));
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Arrays.copyOf(labels[i], to);
    }
    boolean first = capacity == 0;
    for (Column column : kind.columns()) {
      int c = column.index();
      switch (column.type()) {
        case COUNTER -> values[c] = first ? new long[to] : Arrays.copyOf(values[c], to);
        case GAUGE -> {
          values[c] = first ? new long[to] : Arrays.copyOf(values[c], to);
          if (column.max()) {
            maxima[c] = first ? new long[to] : Arrays.copyOf(maxima[c], to);
          }
        }
        case TEXT -> texts[c] = first ? new String[to] : Arrays.copyOf(texts[c], to);
        case HISTOGRAM -> {
          buckets[c] = first ? new int[to][] : Arrays.copyOf(buckets[c], to);
          counts[c] = first ? new long[to][] : Arrays.copyOf(counts[c], to);
        }
      }
    }
    capacity = to;
  }
}
