package dev.nodecast.agent.delta;

import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * All entities of one kind and their cells, column by column. Number cells: {@code total} is what
 * the receiver knows (a counter's running total, a gauge's last sent value), {@code pending} what
 * it does not know yet (a counter's increase, a gauge's value now).
 */
final class KindTable {
  final Kind kind;
  final int index;
  final int limit;
  final BitSet living = new BitSet();

  /** Those of the living that the receiver is told of; the rest collects and waits for its name. */
  final BitSet shown = new BitSet();

  final BitSet defined = new BitSet();
  final BitSet ended = new BitSet();
  Entity[] entities = new Entity[4];
  private final long[][] raw;
  final long[][] total;
  final long[][] pending;
  final String[][] textSent;
  final String[][] text;
  final BucketCounts[][] buckets;

  /** What histogram cells have ever got; null unless somebody scrapes. */
  BucketCounts[][] totals;

  /** By histogram column: slots with values that the receiver does not know yet. */
  final BitSet[] observed;

  /** By counter column: slots measured for the first time since the last written tick. */
  final BitSet[] counterSeen;

  private int capacity = 4;

  KindTable(Kind kind, int index, int limit) {
    this.kind = kind;
    this.index = index;
    this.limit = limit;
    int columns = kind.columns().size();
    raw = new long[columns][];
    total = new long[columns][];
    pending = new long[columns][];
    textSent = new String[columns][];
    text = new String[columns][];
    buckets = new BucketCounts[columns][];
    observed = new BitSet[columns];
    counterSeen = new BitSet[columns];
    for (Column column : kind.columns()) {
      int c = column.index();
      switch (column.type()) {
        case COUNTER -> {
          raw[c] = filled(capacity);
          total[c] = filled(capacity);
          pending[c] = new long[capacity];
          counterSeen[c] = new BitSet();
        }
        case GAUGE -> {
          total[c] = filled(capacity);
          pending[c] = filled(capacity);
        }
        case TEXT -> {
          textSent[c] = new String[capacity];
          text[c] = new String[capacity];
        }
        case HISTOGRAM -> {
          buckets[c] = new BucketCounts[capacity];
          observed[c] = new BitSet();
        }
      }
    }
  }

  /** One more than the largest slot in use. */
  int slots() {
    return living.length();
  }

  /** Gives an entity the smallest free slot; null at the limit. */
  Entity define(List<String> labels) {
    if (labels.size() != kind.labels().size()) {
      throw new IllegalArgumentException(
          kind.name() + ": " + labels.size() + " labels (expected: " + kind.labels() + ")");
    }
    int slot = living.nextClearBit(0);
    if (slot >= limit) {
      return null;
    }
    if (slot >= capacity) {
      grow(Math.min(limit, capacity * 2));
    }
    for (int c = 0; c < kind.columns().size(); c++) {
      clear(c, slot);
    }
    living.set(slot);
    show(slot);
    entities[slot] = new Entity(this, slot, labels);
    return entities[slot];
  }

  /** From the next tick on the receiver is told of it. */
  void show(int slot) {
    shown.set(slot);
    defined.set(slot);
  }

  /** The receiver, which was told nothing of it yet, is not to be for now. */
  void hide(int slot) {
    shown.clear(slot);
    defined.clear(slot);
  }

  /** Marks the end; the slot stays taken until the tick that tells the receiver is written. */
  void end(Entity entity) {
    if (entities[entity.slot] == entity) {
      ended.set(entity.slot);
    }
  }

  /**
   * Takes an entity and its cells to another slot. For the receiver one entity ends, with what it
   * was told, and another begins, with what it was not.
   *
   * @return whether there was a slot for it
   */
  boolean move(Entity entity) {
    int from = entity.slot;
    Entity next = define(entity.labels());
    if (next == null) {
      return false;
    }
    int to = next.slot;
    for (int c = 0; c < kind.columns().size(); c++) {
      move(c, from, to);
    }
    Entity left = new Entity(this, from, entity.labels());
    left.show(entity.shown());
    left.name(entity.named());
    entities[from] = left;
    ended.set(from);
    entities[to] = entity;
    entity.slot = to;
    return true;
  }

  private void move(int c, int from, int to) {
    switch (kind.columns().get(c).type()) {
      case COUNTER -> {
        raw[c][to] = raw[c][from];
        total[c][to] = total[c][from];
        pending[c][to] = pending[c][from];
        pending[c][from] = 0;
        counterSeen[c].clear(from);
        counterSeen[c].set(to, total[c][to] != Column.NOT_MEASURED);
      }
      case GAUGE -> {
        pending[c][to] = pending[c][from];
        pending[c][from] = total[c][from];
      }
      case TEXT -> {
        text[c][to] = text[c][from];
        text[c][from] = textSent[c][from];
      }
      case HISTOGRAM -> {
        buckets[c][to] = buckets[c][from];
        buckets[c][from] = null;
        observed[c].set(to, observed[c].get(from));
        observed[c].clear(from);
        if (totals != null) {
          totals[c][to] = totals[c][from];
          totals[c][from] = null;
        }
      }
    }
  }

  /** What a slot counted since the last tick is told to nobody. */
  void skip(int slot) {
    for (Column column : kind.columns()) {
      int c = column.index();
      if (column.type() == ColumnType.COUNTER) {
        total[c][slot] += pending[c][slot];
        pending[c][slot] = 0;
      } else if (column.type() == ColumnType.HISTOGRAM && buckets[c][slot] != null) {
        buckets[c][slot].clear();
      }
    }
  }

  /** The next reading of a counter is the first. */
  void forget(int slot) {
    for (Column column : kind.columns()) {
      if (column.type() == ColumnType.COUNTER) {
        clear(column.index(), slot);
      }
    }
  }

  /** Whether a slot counted anything that did not travel yet. */
  boolean counted(int slot) {
    for (Column column : kind.columns()) {
      int c = column.index();
      boolean waits =
          switch (column.type()) {
            case COUNTER -> pending[c][slot] != 0;
            case HISTOGRAM -> observed[c].get(slot);
            case GAUGE, TEXT -> false;
          };
      if (waits) {
        return true;
      }
    }
    return false;
  }

  /** Takes a counter's raw value; the increase since the last one is added to what is pending. */
  boolean counter(int column, int slot, long value, boolean fromZero) {
    long before = raw[column][slot];
    if (before == Column.NOT_MEASURED) {
      raw[column][slot] = value;
      counterSeen[column].set(slot);
      total[column][slot] = fromZero ? 0 : value;
      pending[column][slot] = fromZero ? value : 0;
      return true;
    }
    long increase = CounterRule.increase(before, value);
    if (increase == CounterRule.GLITCH) {
      return true;
    }
    if (increase > CounterRule.IMPLAUSIBLE) {
      return false;
    }
    raw[column][slot] = value;
    pending[column][slot] += increase;
    return true;
  }

  /** Continues a counter that an earlier process of this agent had brought to {@code value}. */
  void resume(int column, int slot, long value) {
    raw[column][slot] = value;
    total[column][slot] = value;
    pending[column][slot] = 0;
    counterSeen[column].set(slot);
  }

  /** Adds to a counter whose source hands over increases; an unknown one counts from zero. */
  void increase(int column, int slot, long by) {
    if (total[column][slot] == Column.NOT_MEASURED) {
      resume(column, slot, 0);
    }
    pending[column][slot] += by;
  }

  void observe(int column, int slot, int bucket, long count) {
    BucketCounts counts = buckets[column][slot];
    if (counts == null) {
      counts = new BucketCounts();
      buckets[column][slot] = counts;
    }
    counts.add(bucket, count);
    observed[column].set(slot);
  }

  /** From now on the totals of histograms are kept beside what is pending. */
  void keepTotals() {
    totals = new BucketCounts[buckets.length][];
    for (int c = 0; c < buckets.length; c++) {
      totals[c] = buckets[c] == null ? null : new BucketCounts[capacity];
    }
  }

  /** The values of a cell are written; its room is kept. */
  void written(int column, int slot) {
    BucketCounts counts = buckets[column][slot];
    if (totals != null) {
      if (totals[column][slot] == null) {
        totals[column][slot] = new BucketCounts();
      }
      totals[column][slot].add(counts);
    }
    counts.clear();
  }

  /**
   * A counter's total with what the receiver does not know yet; not measured before its first
   * reading.
   */
  long runningTotal(int column, int slot) {
    long known = total[column][slot];
    return known == Column.NOT_MEASURED ? known : known + pending[column][slot];
  }

  /** After a written tick: ended slots are free, nothing is new. */
  void settle() {
    defined.clear();
    for (int slot = ended.nextSetBit(0); slot >= 0; slot = ended.nextSetBit(slot + 1)) {
      if (shown.get(slot)) {
        free(slot);
      }
    }
    ended.and(living);
  }

  /** Gives a slot back of which the receiver knows nothing, or nothing any more. */
  void free(int slot) {
    living.clear(slot);
    shown.clear(slot);
    entities[slot] = null;
  }

  private void clear(int c, int slot) {
    ColumnType type = kind.columns().get(c).type();
    switch (type) {
      case COUNTER -> {
        raw[c][slot] = Column.NOT_MEASURED;
        total[c][slot] = Column.NOT_MEASURED;
        pending[c][slot] = 0;
        counterSeen[c].clear(slot);
      }
      case GAUGE -> {
        total[c][slot] = Column.NOT_MEASURED;
        pending[c][slot] = Column.NOT_MEASURED;
      }
      case TEXT -> {
        textSent[c][slot] = null;
        text[c][slot] = null;
      }
      case HISTOGRAM -> {
        buckets[c][slot] = null;
        observed[c].clear(slot);
        if (totals != null) {
          totals[c][slot] = null;
        }
      }
    }
  }

  private void grow(int to) {
    entities = Arrays.copyOf(entities, to);
    for (int c = 0; c < kind.columns().size(); c++) {
      switch (kind.columns().get(c).type()) {
        case COUNTER -> {
          raw[c] = Arrays.copyOf(raw[c], to);
          total[c] = Arrays.copyOf(total[c], to);
          pending[c] = Arrays.copyOf(pending[c], to);
        }
        case GAUGE -> {
          total[c] = Arrays.copyOf(total[c], to);
          pending[c] = Arrays.copyOf(pending[c], to);
        }
        case TEXT -> {
          textSent[c] = Arrays.copyOf(textSent[c], to);
          text[c] = Arrays.copyOf(text[c], to);
        }
        case HISTOGRAM -> {
          buckets[c] = Arrays.copyOf(buckets[c], to);
          if (totals != null) {
            totals[c] = Arrays.copyOf(totals[c], to);
          }
        }
      }
    }
    capacity = to;
  }

  private static long[] filled(int length) {
    long[] cells = new long[length];
    Arrays.fill(cells, Column.NOT_MEASURED);
    return cells;
  }
}
