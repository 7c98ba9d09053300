package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Event;
import java.util.List;

/** What happened in a window. */
record EventRows(List<Event> events) implements TableRows {
  EventRows {
    events = List.copyOf(events);
  }

  @Override
  public int size() {
    return events.size();
  }
}
