package dev.nodecast.aggregator.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Rows of one table on their way, in the order they came. Used under the lock of its store, but for
 * {@link #taken}, which is the writer's.
 */
final class ClusterQueue<R> {
  /** Rows that make a block worth sending before its time, and its most. */
  static final int BLOCK_ROWS = 100_000;

  /** Most bytes of a block, but for a row that is larger. */
  static final long BLOCK_BYTES = 16 << 20;

  private final RowTable<R> table;
  private final ToLongFunction<R> cost;
  private final ArrayDeque<R> waiting = new ArrayDeque<>();
  private List<R> taken = List.of();
  private long waitingBytes;
  private long takenBytes;

  /**
   * @param cost bytes that a row takes in memory, about
   */
  ClusterQueue(RowTable<R> table, ToLongFunction<R> cost) {
    this.table = table;
    this.cost = cost;
  }

  RowTable<R> table() {
    return table;
  }

  long cost(R row) {
    return cost.applyAsLong(row);
  }

  void add(R row, long bytes) {
    waiting.add(row);
    waitingBytes += bytes;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && taken.isEmpty();
  }

  /** Whether a whole block waits. */
  boolean full() {
    return waiting.size() >= BLOCK_ROWS || waitingBytes >= BLOCK_BYTES;
  }

  int rows() {
    return waiting.size() + taken.size();
  }

  /** Moves the next rows of one day to {@link #taken}, unless those before are not stored yet. */
  void take() {
    if (!taken.isEmpty()) {
      return;
    }
    List<R> next = new ArrayList<>(Math.min(waiting.size(), BLOCK_ROWS));
    while (!waiting.isEmpty() && next.size() < BLOCK_ROWS) {
      R row = waiting.peek();
      long bytes = cost(row);
      boolean other = !next.isEmpty() && table.day(row) != table.day(next.get(0));
      if (other || (!next.isEmpty() && takenBytes + bytes > BLOCK_BYTES)) {
        break;
      }
      next.add(waiting.poll());
      takenBytes += bytes;
      waitingBytes -= bytes;
    }
    taken = next;
  }

  /** What is being stored. */
  List<R> taken() {
    return taken;
  }

  /**
   * Lets go of what was taken.
   *
   * @return its bytes
   */
  long done() {
    long bytes = takenBytes;
    taken = List.of();
    takenBytes = 0;
    return bytes;
  }
}
