package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Span;
import java.util.List;

/** The sampled exchanges of a window. */
record SpanRows(List<Span> spans) implements TableRows {
  SpanRows {
    spans = List.copyOf(spans);
  }

  @Override
  public int size() {
    return spans.size();
  }
}
