package dev.nodecast.agent.delta;

import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireBuffer;
import java.util.BitSet;
import java.util.Objects;

/**
 * Writes what changed since the last tick, or in a keyframe everything, and remembers it as known.
 */
public final class TickEncoder {
  private final TickWriter writer = new TickWriter();
  private long samples;

  /**
   * One tick. Groups that were not {@linkplain Samples#collected collected} since the last one are
   * left out (in a keyframe: have only their base). Events are in this tick and in no other. The
   * result is valid until the next call.
   */
  public WireBuffer encode(Samples from, long timeMs, boolean keyframe) {
    samples = 0;
    from.settleNames();
    writer.begin(timeMs, keyframe);
    // By index here and below: a tick without changes allocates nothing, not even iterators.
    for (int i = 0; i < from.tables.size(); i++) {
      KindTable table = from.tables.get(i);
      encode(table, from.intervalMs[table.index], keyframe);
    }
    from.written();
    for (int i = 0; i < from.events.size(); i++) {
      writer.event(from.events.get(i));
    }
    from.events.clear();
    writer.spans(from.spans.named());
    from.spans.written();
    return writer.end();
  }

  /** Samples in the last tick: cells of collected groups, changed or not. */
  public long samples() {
    return samples;
  }

  /** Cells that changed in the last tick. */
  public long changes() {
    return writer.changes();
  }

  private void encode(KindTable table, int[] intervalMs, boolean keyframe) {
    int slots = table.slots();
    writer.beginKind(table.index, slots);
    BitSet define = keyframe ? table.shown : table.defined;
    for (int slot = define.nextSetBit(0); slot >= 0; slot = define.nextSetBit(slot + 1)) {
      writer.define(slot, table.entities[slot].shown());
    }
    if (slots > 0) {
      for (int g = 0; g < table.kind.groups().size(); g++) {
        Group group = table.kind.groups().get(g);
        int interval = intervalMs[group.index()];
        intervalMs[group.index()] = 0;
        if (interval > 0 || keyframe) {
          writer.beginGroup(group.index(), interval);
          if (keyframe) {
            base(table, group, slots);
          }
          if (interval > 0) {
            changes(table, group, slots);
            samples += (long) group.columns().size() * table.shown.cardinality();
          }
          writer.endGroup();
        }
      }
    }
    BitSet ended = table.ended;
    for (int slot = ended.nextSetBit(0); slot >= 0; slot = ended.nextSetBit(slot + 1)) {
      if (table.shown.get(slot)) {
        writer.released(slot);
      }
    }
    writer.endKind();
    table.settle();
  }

  private void base(KindTable table, Group group, int slots) {
    for (Column column : group.columns()) {
      int c = column.index();
      for (int slot = 0; slot < slots; slot++) {
        boolean known = table.shown.get(slot);
        switch (column.type()) {
          case COUNTER -> {
            if (known && table.total[c][slot] != Column.NOT_MEASURED) {
              writer.baseCounter(table.total[c][slot]);
            } else {
              writer.baseNone();
            }
          }
          case GAUGE -> {
            if (known && table.total[c][slot] != Column.NOT_MEASURED) {
              writer.baseGauge(table.total[c][slot]);
            } else {
              writer.baseNone();
            }
          }
          case TEXT -> {
            if (known && table.textSent[c][slot] != null) {
              writer.baseText(table.textSent[c][slot]);
            } else {
              writer.baseNone();
            }
          }
          case HISTOGRAM -> writer.baseNone();
        }
      }
    }
  }

  private void changes(KindTable table, Group group, int slots) {
    BitSet shown = table.shown;
    for (int i = 0; i < group.columns().size(); i++) {
      Column column = group.columns().get(i);
      int c = column.index();
      int first = (c - group.first()) * slots;
      switch (column.type()) {
        case COUNTER -> counters(table, c, first, slots);
        case HISTOGRAM -> histograms(table, c, first);
        case GAUGE -> {
          for (int slot = shown.nextSetBit(0); slot >= 0; slot = shown.nextSetBit(slot + 1)) {
            gauge(table, c, slot, first + slot);
          }
        }
        case TEXT -> {
          for (int slot = shown.nextSetBit(0); slot >= 0; slot = shown.nextSetBit(slot + 1)) {
            text(table, c, slot, first + slot);
          }
        }
      }
    }
  }

  /** Most rest, of most kinds: what has nothing to tell costs one comparison. */
  private void counters(KindTable table, int c, int first, int slots) {
    long[] pending = table.pending[c];
    long[] total = table.total[c];
    BitSet seen = table.counterSeen[c];
    boolean anySeen = !seen.isEmpty();
    for (int slot = 0; slot < slots; slot++) {
      long increase = pending[slot];
      // A first reading must be told even when it is 0.
      if (increase != 0 || (anySeen && seen.get(slot))) {
        // What is told of an entity after its end belongs to no cell of this tick.
        if (table.shown.get(slot)) {
          writer.counter(first + slot, increase);
          total[slot] += increase;
          pending[slot] = 0;
        } else if (!table.living.get(slot)) {
          pending[slot] = 0;
        }
      }
    }
    if (anySeen) {
      seen.and(table.living);
      seen.andNot(table.shown);
    }
  }

  private void gauge(KindTable table, int c, int slot, int cell) {
    long now = table.pending[c][slot];
    long before = table.total[c][slot];
    if (now == before) {
      return;
    }
    if (now == Column.NOT_MEASURED) {
      writer.unmeasured(cell);
    } else {
      writer.gauge(cell, before == Column.NOT_MEASURED ? 0 : before, now);
    }
    table.total[c][slot] = now;
  }

  private void text(KindTable table, int c, int slot, int cell) {
    String now = table.text[c][slot];
    if (Objects.equals(now, table.textSent[c][slot])) {
      return;
    }
    if (now == null) {
      writer.unmeasured(cell);
    } else {
      writer.text(cell, now);
    }
    table.textSent[c][slot] = now;
  }

  private void histograms(KindTable table, int c, int first) {
    BitSet observed = table.observed[c];
    for (int slot = observed.nextSetBit(0); slot >= 0; slot = observed.nextSetBit(slot + 1)) {
      BucketCounts counts = table.buckets[c][slot];
      boolean living = table.living.get(slot);
      if (living && !table.shown.get(slot)) {
        continue; // until it has a name
      }
      if (living && !counts.isEmpty()) {
        writer.histogram(first + slot, counts.size());
        for (int i = 0; i < counts.size(); i++) {
          writer.bucket(counts.bucket(i), counts.count(i));
        }
      }
      table.written(c, slot);
      observed.clear(slot);
    }
  }
}
