package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
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
  private final int[] coveredMs;
  private final int[] lastCoveredMs;

  /** Slots whose entity lived in the open window. */
  final BitSet seen = new BitSet();

  final long[][] sum;

  /** Sums of the last whole window, of kinds with histograms only: both tell of the same time. */
  private final long[][] lastSum;

  private final boolean keepsLast;
  final long[][] max;
  final HistogramCells histograms;

  /** Slots whose entities a keyframe has not named yet; not living meanwhile. */
  private final BitSet stale = new BitSet();

  private int capacity;

  /** Whether a counted frame is in the open window already. */
  private boolean open;

  KindState(Kind kind) {
    this.kind = kind;
    columns = kind.columns().size();
    value = new long[columns][0];
    increase = new long[columns][0];
    text = new String[columns][0];
    sum = new long[columns][0];
    lastSum = new long[columns][0];
    keepsLast = kind.columns().stream().anyMatch(c -> c.type() == ColumnType.HISTOGRAM);
    max = new long[columns][0];
    histograms = new HistogramCells(kind);
    intervalMs = new int[columns];
    coveredMs = new int[columns];
    lastCoveredMs = new int[columns];
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
   * A gauge's value or a counter's running total (since the sender's own beginning from the first
   * keyframe on, since the entity's definition before); {@link Column#NOT_MEASURED} where there is
   * none.
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
    int interval = intervalMs[column.index()];
    if (interval == 0 || value[column.index()][slot] == Column.NOT_MEASURED) {
      return Double.NaN;
    }
    return increase[column.index()][slot] * 1000.0 / interval;
  }

  /** A counter's increase in its last interval. */
  public long increase(Column column, int slot) {
    return increase[column.index()][slot];
  }

  /** What the column's last increase covers, milliseconds; 0 before the first. */
  public int intervalMs(Column column) {
    return intervalMs[column.index()];
  }

  /**
   * A counter's increase per second in the open window. What a window holds of a slow column are
   * whole samples, now two, now three: their time counts, not the window's. The last known rate
   * where the window has no sample, because they are further apart than windows are long.
   */
  double windowRate(Column column, int slot) {
    int covered = coveredMs[column.index()];
    return covered == 0 ? rate(column, slot) : sum[column.index()][slot] * 1000.0 / covered;
  }

  /** A text, or null. */
  public String text(Column column, int slot) {
    return text[column.index()][slot];
  }

  /**
   * Adds a histogram's recent values: those of the last whole window and of the open one, so of 5
   * to 10 s where windows are 5 s. For several entities, of several nodes too, call it with the
   * same {@code to}: merged buckets give the true quantiles of all.
   */
  public void recent(Column column, int slot, BucketCounts to) {
    histograms.recent(column.index(), slot, to);
  }

  /**
   * A counter's increase in the last whole window and the open one, as {@link #recent(Column, int,
   * BucketCounts)}; only of kinds that have a histogram.
   */
  public long recent(Column counter, int slot) {
    int c = counter.index();
    return sum[c][slot] + (slot < lastSum[c].length ? lastSum[c][slot] : 0);
  }

  /** The time that {@link #recent} tells about, milliseconds; 0 before the first values. */
  public int recentMs(Column column) {
    return lastCoveredMs[column.index()] + coveredMs[column.index()];
  }

  // What follows is called by the node's stream only.

  /** A keyframe begins: what it does not define again has ended. */
  void keyframe() {
    stale.or(living);
    living.clear();
  }

  /** A keyframe is over: entities that it did not name have ended. */
  int endKeyframe() {
    int ended = stale.cardinality();
    stale.clear();
    return ended;
  }

  /** A keyframe broke off: entities that it did not name yet stay until the next one. */
  void abandonKeyframe() {
    living.or(stale);
    stale.clear();
  }

  /** Entities that are counted as living, those a keyframe has not named yet too. */
  int entities() {
    return living.cardinality() + stale.cardinality();
  }

  /** Whether the slot's entity counts as living, named by the keyframe at work or not yet. */
  boolean occupied(int slot) {
    return living.get(slot) || stale.get(slot);
  }

  /** Whether the slot holds exactly this entity, living or seen in the open window. */
  boolean holds(int slot, String[] name) {
    return slot < capacity
        && (occupied(slot) || seen.get(slot))
        && Arrays.equals(labels[slot], name);
  }

  /** Puts an entity into a slot; its cells start unmeasured, the open window's too. */
  void define(int slot, String[] name) {
    if (slot >= capacity) {
      grow(Math.max(slot + 1, Math.max(4, capacity + (capacity >> 1))));
    }
    labels[slot] = name;
    for (Column column : kind.columns()) {
      unmeasured(column, slot);
      forgetWindow(column, slot);
    }
    seen.clear(slot);
    living.set(slot);
    stale.clear(slot);
  }

  /**
   * A keyframe names an entity that is here already: what the open window gathered stays, but the
   * cells are only what the keyframe says.
   */
  void keep(int slot) {
    for (Column column : kind.columns()) {
      unmeasured(column, slot);
    }
    living.set(slot);
    stale.clear(slot);
  }

  void released(int slot) {
    living.clear(slot);
    stale.clear(slot);
  }

  int capacity() {
    return capacity;
  }

  boolean lives(int slot) {
    return living.get(slot);
  }

  /** Values of these columns follow that cover this long; their last increases are over. */
  void collected(int[] collected, int interval, boolean counted) {
    if (interval == 0) {
      return;
    }
    for (int column : collected) {
      intervalMs[column] = interval;
      coveredMs[column] += counted ? interval : 0;
      Arrays.fill(increase[column], 0); // empty where the column is no counter
    }
  }

  /** A counted frame begins: in a window's first one, maxima start from the values before it. */
  void open() {
    if (open) {
      return;
    }
    // Frames that were not counted may have come since the last window was closed.
    for (Column column : kind.columns()) {
      if (column.max()) {
        System.arraycopy(value[column.index()], 0, max[column.index()], 0, capacity);
      }
    }
  }

  /** A counted frame ends. */
  void counted() {
    seen.or(living);
    open = true;
  }

  void base(int column, int slot, long to) {
    value[column][slot] = to;
    if (max[column].length > 0) {
      max[column][slot] = open ? Math.max(max[column][slot], to) : to;
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
    histograms.add(column, slot, bucket, count);
  }

  /** The open window is over: the next one begins with nothing counted. */
  void nextWindow() {
    for (Column column : kind.columns()) {
      int c = column.index();
      if (keepsLast && column.type() == ColumnType.COUNTER) {
        long[] ended = sum[c];
        sum[c] = lastSum[c].length == capacity ? lastSum[c] : new long[capacity];
        lastSum[c] = ended;
      }
      Arrays.fill(sum[c], 0);
    }
    histograms.nextWindow(this::occupied);
    System.arraycopy(coveredMs, 0, lastCoveredMs, 0, columns);
    Arrays.fill(coveredMs, 0);
    seen.clear();
    open = false;
  }

  /** The window before the open one is long ago, or nobody knows what was in it. */
  void forgetLastWindow() {
    histograms.forgetLast();
    for (long[] sums : lastSum) {
      Arrays.fill(sums, 0);
    }
    Arrays.fill(lastCoveredMs, 0);
  }

  private void unmeasured(Column column, int slot) {
    int c = column.index();
    switch (column.type()) {
      case COUNTER -> {
        value[c][slot] = Column.NOT_MEASURED;
        increase[c][slot] = 0;
      }
      case GAUGE -> value[c][slot] = Column.NOT_MEASURED;
      case TEXT -> text[c][slot] = null;
      case HISTOGRAM -> {}
    }
  }

  private void forgetWindow(Column column, int slot) {
    int c = column.index();
    switch (column.type()) {
      case COUNTER -> {
        sum[c][slot] = 0;
        if (slot < lastSum[c].length) {
          lastSum[c][slot] = 0;
        }
      }
      case GAUGE -> {
        if (column.max()) {
          max[c][slot] = Column.NOT_MEASURED;
        }
      }
      case TEXT -> {}
      case HISTOGRAM -> histograms.forget(c, slot);
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
        case HISTOGRAM -> histograms.grow(c, to);
      }
    }
    capacity = to;
  }
}
