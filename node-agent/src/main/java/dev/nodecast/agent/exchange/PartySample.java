package dev.nodecast.agent.exchange;

import java.util.HashMap;
import java.util.Map;

/** What is kept of one party's exchanges in one tick, by row. For one thread. */
final class PartySample {
  private final Map<Row, RowSample> rows = new HashMap<>();
  private RowSample largest;
  private int size;

  int size() {
    return size;
  }

  Iterable<RowSample> rows() {
    return rows.values();
  }

  /** The row's, empty at first. */
  RowSample of(Row row) {
    return rows.computeIfAbsent(row, RowSample::new);
  }

  void add(RowSample to, SampledExchange one) {
    to.add(one);
    size++;
    if (largest == null || to.size() > largest.size()) {
      largest = to;
    }
  }

  /** One of the row that has most; of this one, where none has more. */
  SampledExchange evict(RowSample preferred) {
    RowSample from = preferred;
    if (from == null || from.size() == 0 || from.size() < largest.size()) {
      from = largest;
    }
    SampledExchange gone = from.evict();
    size--;
    if (from == largest) {
      largest = null;
      for (RowSample row : rows.values()) {
        if (largest == null || row.size() > largest.size()) {
          largest = row;
        }
      }
    }
    return gone;
  }
}
