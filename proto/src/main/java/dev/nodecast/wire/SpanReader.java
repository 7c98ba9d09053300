package dev.nodecast.wire;

import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the blocks of spans of a tick, checking every bound of tick.proto. Reused; not thread-safe.
 */
final class SpanReader {
  /** More than any agent sends: a newer one may send more than this build's. */
  static final int MAX_PER_TICK = 20_000;

  private static final int MAX_LABELS = 32;

  /** A character that is counted by {@code String.length} has at most so many bytes of UTF-8. */
  private static final int BYTES = 3;

  private static final int LABELS = SpanKind.KIND.labels().size();

  private final WireCursor field = new WireCursor();
  private final WireCursor text = new WireCursor();
  private int read;

  /** A tick begins. */
  void begin() {
    read = 0;
  }

  void block(WireCursor block, TickHandler handler) throws MalformedTickException {
    int start = block.position();
    List<String> labels = labels(block);
    block.reset(block.array(), start, block.limit());
    while (block.more()) {
      int tag = block.bounded("tag", Integer.MAX_VALUE);
      if (tag != ((2 << 3) | 2)) {
        block.skip(tag);
        continue;
      }
      if (++read > MAX_PER_TICK) {
        throw new MalformedTickException(
            "spans: more than " + MAX_PER_TICK + " (expected: at most as many)");
      }
      block.enter(field, "span");
      handler.span(span(labels));
    }
  }

  /** Those that this build knows, wherever they stand in the block. */
  private List<String> labels(WireCursor block) throws MalformedTickException {
    List<String> labels = new ArrayList<>(LABELS);
    int seen = 0;
    while (block.more()) {
      int tag = block.bounded("tag", Integer.MAX_VALUE);
      if (tag != ((1 << 3) | 2)) {
        block.skip(tag);
        continue;
      }
      String label = text(block, "span label", Span.MAX_LABEL * BYTES);
      if (++seen > MAX_LABELS) {
        throw new MalformedTickException(
            "span: too many labels (expected: at most " + MAX_LABELS + ")");
      }
      if (labels.size() < LABELS) {
        labels.add(label);
      }
    }
    return Span.bounded(labels);
  }

  private Span span(List<String> labels) throws MalformedTickException {
    long startUs = 0;
    long durationUs = 0;
    boolean error = false;
    String peerAddress = "";
    int peerPort = 0;
    long traceHigh = 0;
    long traceLow = 0;
    long spanId = 0;
    long parentSpanId = 0;
    while (field.more()) {
      int tag = field.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case 1 << 3 -> startUs = field.varint("span start_us");
        case 2 << 3 -> durationUs = field.varint("span duration_us");
        case 3 << 3 -> error = field.varint("span error") != 0;
        case (4 << 3) | 2 -> peerAddress = text(field, "span peer_address", Span.MAX_ADDRESS);
        case 5 << 3 -> peerPort = field.bounded("span peer_port", 65_535);
        case (6 << 3) | 1 -> traceHigh = field.fixed("span trace_high");
        case (7 << 3) | 1 -> traceLow = field.fixed("span trace_low");
        case (8 << 3) | 1 -> spanId = field.fixed("span span_id");
        case (9 << 3) | 1 -> parentSpanId = field.fixed("span parent_span_id");
        default -> field.skip(tag);
      }
    }
    if (startUs <= 0 || startUs / 1000 > TickReader.MAX_TIME_MS) {
      throw new MalformedTickException(
          "span start_us: " + startUs + " (expected: 1 to " + TickReader.MAX_TIME_MS + "000)");
    }
    if (durationUs < 0) {
      throw new MalformedTickException(
          "span duration_us: " + Long.toUnsignedString(durationUs) + " (expected: < 2^63)");
    }
    return new Span(
        labels,
        startUs,
        durationUs,
        error,
        peerAddress,
        peerPort,
        traceHigh,
        traceLow,
        spanId,
        parentSpanId);
  }

  private String text(WireCursor from, String what, int maxBytes) throws MalformedTickException {
    from.enter(text, what);
    int length = text.limit() - text.position();
    if (length > maxBytes) {
      throw new MalformedTickException(
          what + ": " + length + " bytes (expected: at most " + maxBytes + ")");
    }
    return new String(text.array(), text.position(), length, StandardCharsets.UTF_8);
  }
}
