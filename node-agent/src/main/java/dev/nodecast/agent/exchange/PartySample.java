package dev.nodecast.agent.exchange;

import java.util.HashMap;
import java.util.Map;

/** What is kept of one party's exchanges in one tick, by row. For one thread. */
final class PartySample extends Largest.Sample {
  final Party party;
  private final Map<Row, RowSample> rows = new HashMap<>();
  private final Largest<RowSample> largest = new Largest<>();

  /** The one that was asked for last: requests of one kind often come side by side. */
  private RowSample recent;

  private int size;

  PartySample(Party party) {
    this.party = party;
  }

  @Override
  int size() {
    return size;
  }

  Iterable<RowSample> rows() {
    return largest.all();
  }

  /** The row's, empty at first. */
  RowSample of(Row row) {
    if (recent == null || recent.row != row) {
      recent = rows.get(row);
      if (recent == null) {
        recent = new RowSample(row);
        rows.put(row, recent);
        largest.add(recent);
      }
    }
    return recent;
  }

  void add(RowSample to, SampledExchange one) {
    to.add(one);
    size++;
    largest.grown(to);
  }

  /** Whether, had it one more, {@link #evict} of this row would take it of this row. */
  boolean gives(RowSample row) {
    return row.size() + 1 >= largest.top().size();
  }

  /** One of the row that has most; of this one, where none has more. */
  SampledExchange evict(RowSample preferred) {
    RowSample from = preferred;
    if (from == null || from.size() == 0 || from.size() < largest.top().size()) {
      from = largest.top();
    }
    SampledExchange gone = from.evict();
    size--;
    largest.shrunk(from);
    return gone;
  }
}
