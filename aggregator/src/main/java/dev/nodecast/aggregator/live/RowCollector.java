package dev.nodecast.aggregator.live;

import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Histogram;
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
    int more = from.seen.cardinality();
    ensure(size + more);
    for (int slot = from.seen.nextSetBit(0); slot >= 0; slot = from.seen.nextSetBit(slot + 1)) {
      add(from, slot);
    }
  }

  /** One entity's row. */
  void add(KindState from, int slot) {
    ensure(size + 1);
    int row = size++;
    String[] name = from.labels(slot);
    for (int label = 0; label < labels.length; label++) {
      labels[label][row] = name[label];
    }
    for (Column column : kind.columns()) {
      int c = column.index();
      switch (column.type()) {
        case COUNTER ->
            values[c][row] =
                // A restarted agent may have forgotten a counter that rose in this window.
                from.value(column, slot) == Column.NOT_MEASURED && from.sum[c][slot] == 0
                    ? Column.NOT_MEASURED
                    : from.sum[c][slot];
        case GAUGE -> {
          values[c][row] = from.value(column, slot);
          if (column.max()) {
            maxima[c][row] = from.max[c][slot];
          }
        }
        case TEXT -> texts[c][row] = from.text(column, slot);
        case HISTOGRAM -> histogram(c, row, from.buckets[c][slot]);
      }
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
    return (long) rows.size()
        * (rows.kind().columns().size() * 8L + rows.kind().labels().size() * 8L + 32);
  }

  private void histogram(int c, int row, long[] all) {
    if (all == null) {
      return;
    }
    int used = 0;
    for (long count : all) {
      used += count == 0 ? 0 : 1;
    }
    if (used == 0) {
      return;
    }
    int[] indexes = new int[used];
    long[] in = new long[used];
    int at = 0;
    for (int i = 0; i < Histogram.MAX_BUCKET + 2; i++) {
      if (all[i] != 0) {
        indexes[at] = i - 1;
        in[at++] = all[i];
      }
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
