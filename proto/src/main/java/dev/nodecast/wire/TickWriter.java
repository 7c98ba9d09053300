package dev.nodecast.wire;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one {@code nodecast.v1.Tick}. Calls follow the message: {@link #begin}, then per kind
 * {@link #beginKind}, its {@link #define}s, per group {@link #beginGroup}, its changed cells in
 * ascending order (and in a keyframe first every cell's base), {@link #endGroup}, {@link
 * #released}, {@link #endKind}, then {@link #event}s and {@link #spans}, and at last {@link #end}.
 * Allocates nothing in the steady state. Not thread-safe.
 */
public final class TickWriter {
  private static final byte[] NO_BYTES = {};

  private final WireBuffer tick = new WireBuffer(4096);
  private final WireBuffer kind = new WireBuffer(4096);
  private final WireBuffer group = new WireBuffer(4096);
  private final WireBuffer define = new WireBuffer(256);
  private final WireBuffer gaps = new WireBuffer(256);
  private final WireBuffer bits = new WireBuffer(256);
  private final WireBuffer values = new WireBuffer(1024);
  private final WireBuffer base = new WireBuffer(1024);
  private final WireBuffer texts = new WireBuffer(256);
  private final WireBuffer releasedSlots = new WireBuffer(64);
  private final Map<String, Integer> textIndex = new HashMap<>();
  private int lastCell;
  private int bucketBefore;
  private long changes;
  private int kindContent;

  /** Starts a tick, forgetting the one before. */
  public void begin(long timeMs, boolean keyframe) {
    tick.clear();
    changes = 0;
    tick.varintField(1, timeMs);
    tick.varintField(2, keyframe ? 1 : 0);
  }

  /**
   * Starts the block of a kind.
   *
   * @param slots number of rows of its group matrices
   */
  public void beginKind(int index, int slots) {
    kind.clear();
    releasedSlots.clear();
    kind.varintField(1, index);
    kind.varintField(3, slots);
    kindContent = kind.size();
  }

  /** Gives a slot to an entity. */
  public void define(int slot, Iterable<String> labels) {
    define.clear();
    define.varintField(1, slot);
    for (String label : labels) {
      byte[] utf8 = label.getBytes(StandardCharsets.UTF_8);
      define.requiredBytesField(2, utf8, utf8.length);
    }
    kind.requiredBytesField(2, define.array(), define.size());
  }

  /** Starts a group; {@code intervalMs} is what its counters cover, 0 when it was not collected. */
  public void beginGroup(int index, int intervalMs) {
    group.clear();
    gaps.clear();
    bits.clear();
    values.clear();
    base.clear();
    texts.clear();
    textIndex.clear();
    lastCell = -1;
    group.varintField(1, index);
    group.varintField(2, intervalMs);
  }

  /** A counter rose, or (increase 0) is measured from now on. */
  public void counter(int cell, long increase) {
    changed(cell);
    values.varint(increase);
  }

  /** A gauge changed from {@code before} (0 when it was not measured) to {@code now}. */
  public void gauge(int cell, long before, long now) {
    changed(cell);
    values.varint(1 + WireBuffer.zigzag(now - before));
  }

  /** A gauge or text has no value any more. */
  public void unmeasured(int cell) {
    changed(cell);
    values.varint(0);
  }

  /** A text changed. */
  public void text(int cell, String text) {
    changed(cell);
    values.varint(1 + indexOf(text));
  }

  /** A histogram got values in that many buckets; {@link #bucket} follows for each, ascending. */
  public void histogram(int cell, int buckets) {
    changed(cell);
    values.varint(buckets);
    bucketBefore = -2;
  }

  public void bucket(int bucket, long count) {
    values.varint(WireBuffer.zigzag(bucket - bucketBefore));
    values.varint(count);
    bucketBefore = bucket;
  }

  /** Keyframes: the running total of the next cell. */
  public void baseCounter(long total) {
    base.varint(1 + total);
  }

  /** Keyframes: the value of the next cell. */
  public void baseGauge(long value) {
    base.varint(1 + WireBuffer.zigzag(value));
  }

  /** Keyframes: the text of the next cell. */
  public void baseText(String text) {
    base.varint(1 + indexOf(text));
  }

  /** Keyframes: the next cell is not measured. */
  public void baseNone() {
    base.varint(0);
  }

  public void endGroup() {
    // A gap costs a byte per change, the bitmap a byte per eight cells.
    if (bits.size() < gaps.size()) {
      group.bytesField(4, bits);
    } else {
      group.bytesField(3, gaps);
    }
    group.bytesField(5, values);
    group.raw(texts); // already complete fields
    group.bytesField(7, base);
    kind.requiredBytesField(4, group.array(), group.size());
  }

  /** The slot's entity ended. */
  public void released(int slot) {
    releasedSlots.varint(slot);
  }

  /** Ends the kind's block; one without content is left out. */
  public void endKind() {
    if (kind.size() == kindContent && releasedSlots.size() == 0) {
      return;
    }
    kind.bytesField(5, releasedSlots);
    tick.requiredBytesField(3, kind.array(), kind.size());
  }

  /** Something happened since the tick before. */
  public void event(Event event) {
    kind.clear();
    kind.varintField(1, event.timeMs());
    text(kind, 2, event.type().name());
    kind.varintField(3, event.type().severity().ordinal());
    if (!event.labels().stream().allMatch(String::isEmpty)) {
      for (String label : event.labels()) {
        member(kind, 4, label);
      }
    }
    text(kind, 5, event.message());
    for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
      define.clear();
      text(define, 1, attribute.getKey());
      text(define, 2, attribute.getValue());
      kind.requiredBytesField(6, define.array(), define.size());
    }
    tick.requiredBytesField(4, kind.array(), kind.size());
  }

  /** Sampled exchanges, those of one row side by side: their labels are written once. */
  public void spans(List<Span> all) {
    List<String> labels = null;
    for (int i = 0; i < all.size(); i++) {
      Span span = all.get(i);
      if (!span.labels().equals(labels)) {
        endSpans(labels);
        labels = span.labels();
        kind.clear();
        for (String label : labels) {
          member(kind, 1, label);
        }
      }
      define.clear();
      define.varintField(1, span.startUs());
      define.varintField(2, span.durationUs());
      define.varintField(3, span.error() ? 1 : 0);
      text(define, 4, span.peerAddress());
      define.varintField(5, span.peerPort());
      define.fixedField(6, span.traceHigh());
      define.fixedField(7, span.traceLow());
      define.fixedField(8, span.spanId());
      define.fixedField(9, span.parentSpanId());
      kind.requiredBytesField(2, define.array(), define.size());
    }
    endSpans(labels);
  }

  private void endSpans(List<String> labels) {
    if (labels != null) {
      tick.requiredBytesField(5, kind.array(), kind.size());
    }
  }

  /** A single text; protobuf leaves out empty ones. */
  private static void text(WireBuffer to, int field, String text) {
    if (!text.isEmpty()) {
      member(to, field, text);
    }
  }

  private static void member(WireBuffer to, int field, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    to.requiredBytesField(field, utf8, utf8.length);
  }

  /** The finished tick; valid until the next {@link #begin}. */
  public WireBuffer end() {
    return tick;
  }

  /** Cells written as changed since {@link #begin}. */
  public long changes() {
    return changes;
  }

  private void changed(int cell) {
    if (cell <= lastCell) {
      throw new IllegalArgumentException("cell: " + cell + " (expected: > " + lastCell + ")");
    }
    gaps.varint(cell - lastCell - 1);
    bits.setBit(cell);
    lastCell = cell;
    changes++;
  }

  private int indexOf(String text) {
    Integer known = textIndex.get(text);
    if (known != null) {
      return known;
    }
    int index = textIndex.size();
    textIndex.put(text, index);
    byte[] utf8 = text.isEmpty() ? NO_BYTES : text.getBytes(StandardCharsets.UTF_8);
    texts.requiredBytesField(6, utf8, utf8.length);
    return index;
  }
}
