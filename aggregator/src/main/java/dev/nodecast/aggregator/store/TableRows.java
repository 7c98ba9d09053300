package dev.nodecast.aggregator.store;

/** What one window has for one table. */
sealed interface TableRows permits KindRows, EventRows, SpanRows {
  int size();
}
