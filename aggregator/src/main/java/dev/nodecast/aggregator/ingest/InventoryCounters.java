package dev.nodecast.aggregator.ingest;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What telling agents of their pods counts. */
public final class InventoryCounters {
  final LongAdder changes = new LongAdder();
  final LongAdder looks = new LongAdder();
  final LongAdder failures = new LongAdder();
  private final IntSupplier waiting;

  InventoryCounters(IntSupplier waiting) {
    this.waiting = waiting;
  }

  /** Changes of pods and their owners, once for each node that is to be told. */
  public long changes() {
    return changes.sum();
  }

  /** Nodes looked at because of them. */
  public long looks() {
    return looks.sum();
  }

  /** Looks that broke off. */
  public long failures() {
    return failures.sum();
  }

  /** Nodes that are to be looked at. */
  public int waiting() {
    return waiting.getAsInt();
  }
}
