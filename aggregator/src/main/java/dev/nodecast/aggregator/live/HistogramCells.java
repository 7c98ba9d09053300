package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The histogram cells of one kind on one node, {@code [column][slot]}: of the open window and of
 * the one before. The two change places when a window ends, so a cell allocates only until both of
 * its halves are as large as its windows are.
 */
final class HistogramCells {
  private static final BucketCounts[] NONE = {};
  private final BucketCounts[][] open;
  private final BucketCounts[][] last;

  HistogramCells(Kind kind) {
    open = new BucketCounts[kind.columns().size()][];
    last = new BucketCounts[kind.columns().size()][];
    for (Column column : kind.columns()) {
      if (column.type() == ColumnType.HISTOGRAM) {
        open[column.index()] = NONE;
        last[column.index()] = NONE;
      }
    }
  }

  void add(int column, int slot, int bucket, long count) {
    BucketCounts cell = open[column][slot];
    if (cell == null) {
      cell = new BucketCounts();
      open[column][slot] = cell;
    }
    cell.add(bucket, count);
  }

  /** What the open window has; null or empty when nothing. */
  BucketCounts open(int column, int slot) {
    return open[column][slot];
  }

  /** Adds what the window before and the open one have. */
  void recent(int column, int slot, BucketCounts to) {
    to.add(last[column][slot]);
    to.add(open[column][slot]);
  }

  /**
   * The open window becomes the one before.
   *
   * @param occupied slots that keep their memory; what ended gives its own back in two windows
   */
  void nextWindow(IntPredicate occupied) {
    for (int c = 0; c < open.length; c++) {
      BucketCounts[] ended = open[c];
      open[c] = last[c];
      last[c] = ended;
      clear(open[c], occupied);
    }
  }

  /** The window before is of no use any more. */
  void forgetLast() {
    for (BucketCounts[] cells : last) {
      clear(cells, slot -> true);
    }
  }

  /** Another entity gets the slot. */
  void forget(int column, int slot) {
    open[column][slot] = null;
    last[column][slot] = null;
  }

  void grow(int column, int to) {
    open[column] = Arrays.copyOf(open[column], to);
    last[column] = Arrays.copyOf(last[column], to);
  }

  /** Bytes of all cells on the heap, without the arrays that refer to them. */
  long retainedBytes() {
    return bytes(open) + bytes(last);
  }

  private static long bytes(BucketCounts[][] columns) {
    long bytes = 0;
    for (BucketCounts[] cells : columns) {
      for (int slot = 0; cells != null && slot < cells.length; slot++) {
        bytes += cells[slot] == null ? 0 : cells[slot].retainedBytes();
      }
    }
    return bytes;
  }

  private static void clear(BucketCounts[] cells, IntPredicate keep) {
    for (int slot = 0; cells != null && slot < cells.length; slot++) {
      if (cells[slot] == null) {
        continue;
      }
      if (keep.test(slot)) {
        cells[slot].clear();
      } else {
        cells[slot] = null;
      }
    }
  }
}
