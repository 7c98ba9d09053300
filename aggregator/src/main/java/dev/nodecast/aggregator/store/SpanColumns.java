package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Span;
import java.util.List;

/** Writes what spans say of themselves, column by column. Not for several threads. */
final class SpanColumns {
  private final BlockBuffer out;
  private final DictionaryColumn dictionary;

  SpanColumns(BlockBuffer out, DictionaryColumn dictionary) {
    this.out = out;
    this.dictionary = dictionary;
  }

  void write(SpanTable.Part part, List<Span> spans) {
    switch (part) {
      case TS -> spans.forEach(span -> out.u64(span.startUs()));
      case DURATION -> spans.forEach(span -> out.u64(span.durationUs()));
      case ERROR -> spans.forEach(span -> out.u8(span.error() ? 1 : 0));
      case PEER_ADDRESS -> {
        dictionary.clear();
        spans.forEach(span -> dictionary.add(span.peerAddress()));
        dictionary.write(out);
      }
      case PEER_PORT -> spans.forEach(span -> out.u16(span.peerPort()));
      case TRACE_ID -> spans.forEach(span -> out.string(span.traceId()));
      case SPAN_ID -> spans.forEach(span -> out.string(Span.hex(span.spanId())));
      case PARENT_SPAN_ID ->
          spans.forEach(
              span -> out.string(span.parentSpanId() == 0 ? "" : Span.hex(span.parentSpanId())));
    }
  }
}
