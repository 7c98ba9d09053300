package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.Kind;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The entities of one kind on one node: the live values, and what the open window has gathered.
 * Arrays are {@code [column][slot]}. Guarded by the monitor of its node.
 */
public final class KindState {
  final Kind kind;
  private final int columns;
  private final BitSet living = new BitSet();
  private String[][] labels = new String[0][];
  private final long[][] value;
  private final long[][] increase;
  private final String[][] text;
  private final int[] intervalMs;

  /** Slots whose entity lived in the open window. */
  final BitSet seen = new BitSet();

  final long[][] sum;
  final long[][] max;
  final long[][][] buckets;
  private final BitSet stale = new BitSet();
  private int capacity;

  KindState(Kind kind) {
    this.kind = kind;
    columns = kind.columns().size();
    value = new long[columns][0];
    increase = new long[columns][0];
    text = new String[columns][0];
    sum = new long[columns][0];
    max = new long[columns][0];
    buckets = new long[columns][0][];
    intervalMs = new int[kind.groups().size()];
  }

  public Kind kind() {
    return kind;
  }

  /** Slots in use; do not change. */
  public BitSet living() {
    return living;
  }

  /** Values of the kind's labels of an entity; do not change. */
  public String[] labels(int slot) {
    return labels[slot];
  }

  /**
   * A gauge's value or a counter's running total; {@link Column#NOT_MEASURED} where there is none.
   */
  public long value(Column column, int slot) {
    return value[column.index()][slot];
  }

  /** A gauge's value in its unit (divided), NaN where not measured. */
  public double number(Column column, int slot) {
    long raw = value[column.index()][slot];
    return raw == Column.NOT_MEASURED ? Double.NaN : (double) raw / column.divisor();
  }

  /** A counter's increase per second over its last interval; NaN where not measured. */
  public double rate(Column column, int slot) {
    int interval = intervalMs[column.group()];
    if (interval == 0 || value[column.index()][slot] == Column.NOT_MEASURED) {
      return Double.NaN;
    }
    return increase[column.index()][slot] * 1000.0 / interval;
  }

  /** A counter's increase in its last interval. */
  public long increase(Column column, int slot) {
    return increase[column.index()][slot];
  }

  /** What the last increase of the column's group covers, milliseconds; 0 before the first. */
  public int intervalMs(Column column) {
    return intervalMs[column.group()];
  }

  /** A text, or null. */
  public String text(Column column, int slot) {
    return text[column.index()][slot];
  }

  /** Bytes that the arrays take, about. */
  long bytes() {
    return (long) capacity * columns * 40;
  }

  // What follows is called by the node's stream only.

  /** A keyframe begins: what it does not define again has ended. */
  void keyframe() {
    stale.clear();
    stale.or(living);
  }

  /** A keyframe is over: entities that it did not name have ended. */
  int endKeyframe() {
    int ended = stale.cardinality();
    living.andNot(stale);
    stale.clear();
    return ended;
  }

  /** Whether the slot holds exactly this entity, living or seen in the open window. */
  boolean holds(int slot, String[] name) {
    return slot < capacity
        && (living.get(slot) || seen.get(slot))
        && Arrays.equals(labels[slot], name);
  }

  /** Puts an entity into a slot; its cells start unmeasured, the open window's too. */
  void define(int slot, String[] name) {
    if (slot >= capacity) {
      grow(Math.max(slot + 1, Math.max(4, capacity + (capacity >> 1))));
    }
    labels[slot] = name;
    for (Column column : kind.columns()) {
      clear(column, slot);
    }
    seen.clear(slot);
    keep(slot);
  }

  /** The keyframe names an entity that is here already. */
  void keep(int slot) {
    living.set(slot);
    stale.clear(slot);
  }

  void released(int slot) {
    living.clear(slot);
  }

  int capacity() {
    return capacity;
  }

  boolean lives(int slot) {
    return living.get(slot);
  }

  /**
   * The values of a local group that follow cover this long; its counters' last increases are over.
   */
  void group(int group, int interval) {
    if (interval == 0) {
      return;
    }
    intervalMs[group] = interval;
    for (Column column : kind.groups().get(group).columns()) {
      if (column.type() == ColumnType.COUNTER) {
        Arrays.fill(increase[column.index()], 0, capacity, 0);
      }
    }
  }

  void base(int column, int slot, long to) {
    value[column][slot] = to;
    if (max[column].length > 0 && to > max[column][slot]) {
      max[column][slot] = to;
    }
  }

  void baseText(int column, int slot, String to) {
    text[column][slot] = to;
  }

  void counter(int column, int slot, long by, boolean counted) {
    long[] totals = value[column];
    totals[slot] = totals[slot] == Column.NOT_MEASURED ? by : totals[slot] + by;
    increase[column][slot] = by;
    if (counted) {
      sum[column][slot] += by;
    }
  }

  void gauge(int column, int slot, long by) {
    long[] values = value[column];
    long now = (values[slot] == Column.NOT_MEASURED ? 0 : values[slot]) + by;
    values[slot] = now;
    long[] largest = max[column];
    if (largest.length > 0 && now > largest[slot]) {
      largest[slot] = now;
    }
  }

  void gaugeUnmeasured(int column, int slot) {
    value[column][slot] = Column.NOT_MEASURED;
  }

  void text(int column, int slot, String to) {
    text[column][slot] = to;
  }

  void bucket(int column, int slot, int bucket, long count) {
    long[] counts = buckets[column][slot];
    if (counts == null) {
      counts = new long[Histogram.MAX_BUCKET + 2];
      buckets[column][slot] = counts;
    }
    counts[bucket + 1] += count;
  }

  /** The open window is over: it begins anew with the values that are there. */
  void nextWindow() {
    for (Column column : kind.columns()) {
      int c = column.index();
      Arrays.fill(sum[c], 0);
      if (column.max()) {
        System.arraycopy(value[c], 0, max[c], 0, capacity);
      }
      for (long[] counts : buckets[c]) {
        if (counts != null) {
          Arrays.fill(counts, 0);
        }
      }
    }
    seen.clear();
  }

  private void clear(Column column, int slot) {
    int c = column.index();
    switch (column.type()) {
      case COUNTER -> {
        value[c][slot] = Column.NOT_MEASURED;
        increase[c][slot] = 0;
        sum[c][slot] = 0;
      }
      case GAUGE -> {
        value[c][slot] = Column.NOT_MEASURED;
        if (column.max()) {
          max[c][slot] = Column.NOT_MEASURED;
        }
      }
      case TEXT -> text[c][slot] = null;
      case HISTOGRAM -> buckets[c][slot] = null;
    }
  }

  private void grow(int to) {
    labels = Arrays.copyOf(labels, to);
    for (Column column : kind.columns()) {
      int c = column.index();
      switch (column.type()) {
        case COUNTER -> {
          value[c] = Arrays.copyOf(value[c], to);
          increase[c] = Arrays.copyOf(increase[c], to);
          sum[c] = Arrays.copyOf(sum[c], to);
        }
        case GAUGE -> {
          value[c] = Arrays.copyOf(value[c], to);
          max[c] = column.max() ? Arrays.copyOf(max[c], to) : max[c];
        }
        case TEXT -> text[c] = Arrays.copyOf(text[c], to);
        case HISTOGRAM -> buckets[c] = Arrays.copyOf(buckets[c], to);
      }
    }
    capacity = to;
  }
}
