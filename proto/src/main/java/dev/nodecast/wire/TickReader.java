package dev.nodecast.wire;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code nodecast.v1.Tick}s of one sender. Fields may come in any order inside a group, as
 * protobuf allows; kinds, defines and groups are handled as they come. Everything is checked
 * against the sender's schema before a handler sees it; what is wrong ends the tick with an
 * exception, after which the sender's state has to be built anew from a keyframe. Not thread-safe.
 */
public final class TickReader {
  /** 2100-01-01: what is later is no clock, and no database's DateTime holds it. */
  static final long MAX_TIME_MS = 4_102_444_800_000L;

  private final SchemaShape schema;
  private final int maxSlots;
  private final WireCursor tick = new WireCursor();
  private final WireCursor kindBlock = new WireCursor();
  private final WireCursor inner = new WireCursor();
  private final WireCursor field = new WireCursor();
  private final GroupReader groups;
  private final EventReader events = new EventReader();
  private final SpanReader spans = new SpanReader();

  /**
   * @param maxSlots most entities of one kind that the sender may have
   */
  public TickReader(SchemaShape schema, int maxSlots) {
    this.schema = schema;
    this.maxSlots = maxSlots;
    this.groups = new GroupReader();
  }

  public void read(byte[] bytes, int offset, int length, TickHandler handler)
      throws MalformedTickException {
    // The header first: handlers need time and kind of frame before anything else.
    tick.reset(bytes, offset, offset + length);
    long timeMs = 0;
    boolean keyframe = false;
    while (tick.more()) {
      int tag = tick.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case 1 << 3 -> timeMs = tick.varint("time_ms");
        case 2 << 3 -> keyframe = tick.varint("keyframe") != 0;
        default -> tick.skip(tag);
      }
    }
    if (timeMs <= 0 || timeMs > MAX_TIME_MS) {
      throw new MalformedTickException(
          "time_ms: " + timeMs + " (expected: 1 to " + MAX_TIME_MS + ")");
    }
    groups.keyframe = keyframe;
    handler.tick(timeMs, keyframe);
    tick.reset(bytes, offset, offset + length);
    int happened = 0;
    spans.begin();
    while (tick.more()) {
      int tag = tick.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case (3 << 3) | 2 -> {
          tick.enter(kindBlock, "kinds");
          readKind(handler);
        }
        case (4 << 3) | 2 -> {
          if (++happened > EventReader.MAX_PER_TICK) {
            throw new MalformedTickException(
                "events: more than " + EventReader.MAX_PER_TICK + " (expected: at most as many)");
          }
          tick.enter(inner, "events");
          handler.event(events.read(inner));
        }
        case (5 << 3) | 2 -> {
          tick.enter(inner, "spans");
          spans.block(inner, handler);
        }
        default -> tick.skip(tag);
      }
    }
  }

  private void readKind(TickHandler handler) throws MalformedTickException {
    int start = kindBlock.position();
    int end = kindBlock.limit();
    int kind = 0;
    int slots = 0;
    while (kindBlock.more()) {
      int tag = kindBlock.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case 1 << 3 -> kind = kindBlock.bounded("kind", schema.types().length - 1);
        case 3 << 3 -> slots = kindBlock.bounded("slots", maxSlots);
        default -> kindBlock.skip(tag);
      }
    }
    if (kind >= schema.types().length) {
      throw new MalformedTickException(
          "kind: " + kind + " (expected: one of the schema's, which has none)");
    }
    handler.kind(kind, slots);
    kindBlock.reset(kindBlock.array(), start, end);
    while (kindBlock.more()) {
      int tag = kindBlock.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case (2 << 3) | 2 -> {
          kindBlock.enter(inner, "define");
          readDefine(kind, slots, handler);
        }
        case (4 << 3) | 2 -> {
          kindBlock.enter(inner, "group");
          groups.read(inner, kind, slots, handler);
        }
        case (5 << 3) | 2 -> {
          kindBlock.enter(inner, "released");
          while (inner.more()) {
            handler.released(kind, inner.bounded("released slot", slots - 1));
          }
        }
        case 5 << 3 -> handler.released(kind, kindBlock.bounded("released slot", slots - 1));
        default -> kindBlock.skip(tag);
      }
    }
  }

  private void readDefine(int kind, int slots, TickHandler handler) throws MalformedTickException {
    int slot = 0;
    List<String> labels = new ArrayList<>(schema.labels()[kind]);
    while (inner.more()) {
      int tag = inner.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case 1 << 3 -> slot = inner.bounded("slot", slots - 1);
        case (2 << 3) | 2 -> {
          inner.enter(field, "label");
          labels.add(text(field));
        }
        default -> inner.skip(tag);
      }
    }
    if (slot >= slots || labels.size() != schema.labels()[kind]) {
      throw new MalformedTickException(
          "define of slot "
              + slot
              + ": "
              + labels.size()
              + " labels, "
              + slots
              + " slots (expected: "
              + schema.labels()[kind]
              + " labels, a slot below the number of slots)");
    }
    handler.define(kind, slot, labels);
  }

  private static String text(WireCursor cursor) {
    // Malformed UTF-8 becomes U+FFFD: a hostile name must not take the frame with it.
    return new String(
        cursor.array(),
        cursor.position(),
        cursor.limit() - cursor.position(),
        StandardCharsets.UTF_8);
  }

  /** One GroupBlock: finds its fields, then walks changed cells and values together. */
  private final class GroupReader {
    private final WireCursor gaps = new WireCursor();
    private final WireCursor bits = new WireCursor();
    private final WireCursor values = new WireCursor();
    private final WireCursor base = new WireCursor();
    private final WireCursor one = new WireCursor();
    private final List<String> texts = new ArrayList<>();
    private ColumnType[] types;
    private int first;
    private int kind;
    private int slots;
    private TickHandler handler;
    private boolean keyframe;

    void read(WireCursor block, int kindIndex, int slotCount, TickHandler to)
        throws MalformedTickException {
      gaps.reset(block.array(), 0, 0);
      bits.reset(block.array(), 0, 0);
      values.reset(block.array(), 0, 0);
      base.reset(block.array(), 0, 0);
      texts.clear();
      int group = 0;
      int intervalMs = 0;
      int[] firsts = schema.firstColumn()[kindIndex];
      while (block.more()) {
        int tag = block.bounded("tag", Integer.MAX_VALUE);
        switch (tag) {
          case 1 << 3 -> group = block.bounded("group", firsts.length);
          case 2 << 3 -> intervalMs = block.bounded("interval_ms", Integer.MAX_VALUE);
          case (3 << 3) | 2 -> block.enter(gaps, "changed_gaps");
          case (4 << 3) | 2 -> block.enter(bits, "changed_bits");
          case (5 << 3) | 2 -> block.enter(values, "values");
          case (6 << 3) | 2 -> {
            block.enter(one, "texts");
            texts.add(text(one));
          }
          case (7 << 3) | 2 -> block.enter(base, "base");
          default -> block.skip(tag);
        }
      }
      if (group > firsts.length - 2) {
        throw new MalformedTickException(
            "group: " + group + " (expected: below " + (firsts.length - 1) + ")");
      }
      if (base.more() && !keyframe) {
        throw new MalformedTickException("base: in an ordinary frame (expected: in keyframes)");
      }
      types = schema.types()[kindIndex];
      first = firsts[group];
      kind = kindIndex;
      slots = slotCount;
      handler = to;
      long all = (long) (firsts[group + 1] - first) * slots;
      if (all > Integer.MAX_VALUE) {
        throw new MalformedTickException(
            "group " + group + ": " + all + " cells (expected: below 2^31)");
      }
      int cells = (int) all;
      handler.group(kind, group, intervalMs);
      if (base.more()) {
        readBase(cells);
      }
      readChanges(cells);
    }

    private void readBase(int cells) throws MalformedTickException {
      for (int cell = 0; cell < cells; cell++) {
        int column = first + cell / slots;
        int slot = cell % slots;
        long code = base.varint("base");
        switch (types[column]) {
          case COUNTER ->
              handler.base(kind, column, slot, code == 0 ? Column.NOT_MEASURED : code - 1);
          case GAUGE ->
              handler.base(
                  kind,
                  column,
                  slot,
                  code == 0 ? Column.NOT_MEASURED : WireBuffer.unzigzag(code - 1));
          case TEXT -> handler.baseText(kind, column, slot, code == 0 ? null : textAt(code));
          case HISTOGRAM -> {}
        }
      }
      requireEnd(base, "base", cells);
    }

    private void readChanges(int cells) throws MalformedTickException {
      if (gaps.more()) {
        long cell = -1;
        while (gaps.more()) {
          cell += gaps.bounded("gap", cells) + 1L;
          requireCell(cell, cells);
          readValue((int) cell);
        }
      } else {
        byte[] array = bits.array();
        int start = bits.position();
        for (int at = start; at < bits.limit(); at++) {
          int set = array[at] & 0xFF;
          while (set != 0) {
            int cell = ((at - start) << 3) + Integer.numberOfTrailingZeros(set);
            requireCell(cell, cells);
            readValue(cell);
            set &= set - 1;
          }
        }
      }
      requireEnd(values, "values", cells);
    }

    private void readValue(int cell) throws MalformedTickException {
      int column = first + cell / slots;
      int slot = cell % slots;
      long code = values.varint("value");
      switch (types[column]) {
        case COUNTER -> {
          if (code < 0) {
            throw new MalformedTickException(
                "counter increase: " + Long.toUnsignedString(code) + " (expected: < 2^63)");
          }
          handler.counter(kind, column, slot, code);
        }
        case GAUGE -> {
          if (code == 0) {
            handler.gaugeUnmeasured(kind, column, slot);
          } else {
            handler.gauge(kind, column, slot, WireBuffer.unzigzag(code - 1));
          }
        }
        case TEXT -> handler.text(kind, column, slot, code == 0 ? null : textAt(code));
        case HISTOGRAM -> readBuckets(column, slot, code);
      }
    }

    private void readBuckets(int column, int slot, long count) throws MalformedTickException {
      long bucket = -2;
      for (long i = 0; i < count; i++) {
        bucket += WireBuffer.unzigzag(values.varint("bucket"));
        if (bucket < -1 || bucket > dev.nodecast.catalog.Histogram.MAX_BUCKET) {
          throw new MalformedTickException(
              "bucket: "
                  + bucket
                  + " (expected: -1 to "
                  + dev.nodecast.catalog.Histogram.MAX_BUCKET
                  + ")");
        }
        long in = values.varint("bucket count");
        if (in < 0) {
          throw new MalformedTickException(
              "bucket count: " + Long.toUnsignedString(in) + " (expected: < 2^63)");
        }
        handler.bucket(kind, column, slot, (int) bucket, in);
      }
    }

    private String textAt(long code) throws MalformedTickException {
      if (code < 0 || code > texts.size()) {
        throw new MalformedTickException(
            "text: " + Long.toUnsignedString(code) + " (expected: 0 to " + texts.size() + ")");
      }
      return texts.get((int) code - 1);
    }

    private void requireCell(long cell, int cells) throws MalformedTickException {
      if (cell >= cells) {
        throw new MalformedTickException("cell: " + cell + " (expected: below " + cells + ")");
      }
    }

    private void requireEnd(WireCursor cursor, String what, int cells)
        throws MalformedTickException {
      if (cursor.more()) {
        throw new MalformedTickException(
            what
                + ": "
                + (cursor.limit() - cursor.position())
                + " bytes too many for "
                + cells
                + " cells");
      }
    }
  }
}
