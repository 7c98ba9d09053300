package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Watermarks.Stream;
import dev.nodecast.catalog.Catalog;
import java.util.List;

/** A window on its way: which tables' rows are still to be stored. Used by the writer alone. */
final class Pending {
  private static final long DAY_MS = 86_400_000L;

  private final Window window;
  private final Stream stream;
  private final TableRows[] left = new TableRows[WindowStore.TABLES];
  private final long bytesPerRow;
  private int kinds;
  private long bytes;

  Pending(Window source) {
    // Without its rows: those are held by kind, and let go one by one.
    window =
        new Window(
            source.node(),
            source.boot(),
            source.startMs(),
            source.lengthMs(),
            source.ticks(),
            source.lastSeq(),
            List.of(),
            source.bytes());
    stream = Stream.of(source);
    bytes = source.bytes();
    long rows = 0;
    for (KindRows one : source.kinds()) {
      left[Catalog.indexOf(one.kind().name())] = one;
      kinds++;
      rows += one.size();
    }
    if (!source.events().isEmpty()) {
      left[WindowStore.EVENTS] = new EventRows(source.events());
      kinds++;
      rows += source.events().size();
    }
    if (!source.spans().isEmpty()) {
      left[WindowStore.SPANS] = new SpanRows(source.spans());
      kinds++;
      rows += source.spans().size();
    }
    bytesPerRow = rows == 0 ? 0 : bytes / rows;
  }

  Window window() {
    return window;
  }

  Stream stream() {
    return stream;
  }

  /** Rows of that table that are not stored, or null. */
  TableRows left(int table) {
    return left[table];
  }

  /** Whether nothing is left, or only the commit record. */
  boolean onlyNodeLeft() {
    return kinds == (left[0] == null ? 0 : 1);
  }

  /**
   * Marks a kind as stored.
   *
   * @return the bytes that this lets go
   */
  long done(int kind) {
    long freed = Math.min(bytes, bytesPerRow * left[kind].size());
    bytes -= freed;
    left[kind] = null;
    kinds--;
    return freed;
  }

  /** What is not let go yet. */
  long bytes() {
    return bytes;
  }

  /** Beginning of the day, and so partition, that the rows are in: Unix seconds. */
  long day() {
    long seconds = Integer.toUnsignedLong(NativeBlock.seconds(window.startMs()));
    return Math.floorDiv(seconds * 1000, DAY_MS) * (DAY_MS / 1000);
  }
}
