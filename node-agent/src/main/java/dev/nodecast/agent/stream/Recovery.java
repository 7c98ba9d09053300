package dev.nodecast.agent.stream;

import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import dev.nodecast.v1.Schema;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the spool's newest segment which totals the agent had reached before it ended. Only of
 * the present boot of the machine: the kernel's counters began anew with it.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private Recovery() {}

  /**
   * Running totals of the entities that lived at the end of the spool.
   *
   * @param maxSlots most entities of one kind, as for {@code Samples}
   */
  public static Earlier read(Spool spool, int maxSlots) {
    Segment segment = spool.newestOfThisBoot();
    if (segment == null) {
      return Earlier.none();
    }
    try (FrameFile file = new FrameFile()) {
      Schema schema = Schema.parseFrom(segment.epoch.schema());
      Totals totals = new Totals(schema);
      TickReader reader = new TickReader(WireSchema.shape(schema), maxSlots);
      file.open(segment.file);
      long offset = segment.headerBytes;
      for (long seq = segment.firstSeq; seq <= segment.lastSeq; seq++) {
        if (!file.frame(offset, seq)) {
          throw new IOException("frame " + seq + " cannot be read");
        }
        reader.read(file.tick(), 0, file.length(), totals);
        offset += file.frameBytes();
      }
      return totals.earlier(System.currentTimeMillis(), System.nanoTime());
    } catch (IOException | MalformedTickException | RuntimeException e) {
      // Then counters start at their first reading, as on a new machine: a gap, not a wrong number.
      LOG.warn("spool: totals cannot be read from {}: {}", segment.file, e.toString());
      return Earlier.none();
    }
  }

  /** Follows the ticks of one segment. */
  private static final class Totals implements dev.nodecast.wire.TickHandler {
    private final KindTotals[] kinds;
    private long timeMs;

    Totals(Schema schema) {
      kinds = new KindTotals[schema.getKindsCount()];
      for (int k = 0; k < kinds.length; k++) {
        int columns = 0;
        for (dev.nodecast.v1.Group group : schema.getKinds(k).getGroupsList()) {
          columns += group.getColumnsCount();
        }
        kinds[k] = new KindTotals(schema.getKinds(k), columns);
      }
    }

    Earlier earlier(long nowMs, long nowNanos) {
      Earlier earlier = Earlier.none();
      for (KindTotals kind : kinds) {
        kind.into(earlier);
        for (int g = 0; g < kind.collectedMs.length; g++) {
          // Of a clock that was set back meanwhile nobody knows how long it is.
          if (kind.collectedMs[g] != 0 && kind.collectedMs[g] <= nowMs) {
            earlier.collected(
                kind.schema.getName(),
                kind.schema.getGroups(g).getName(),
                nowNanos - TimeUnit.MILLISECONDS.toNanos(nowMs - kind.collectedMs[g]));
          }
        }
      }
      return earlier;
    }

    @Override
    public void tick(long at, boolean keyframe) {
      timeMs = at;
      if (keyframe) {
        for (KindTotals kind : kinds) {
          kind.clear();
        }
      }
    }

    @Override
    public void kind(int kind, int slots) {
      kinds[kind].grow(slots);
    }

    @Override
    public void define(int kind, int slot, List<String> labels) {
      kinds[kind].labels[slot] = labels;
      Arrays.fill(kinds[kind].totals[slot], Column.NOT_MEASURED);
    }

    @Override
    public void group(int kind, int group, int intervalMs) {
      if (intervalMs > 0) {
        kinds[kind].collectedMs[group] = timeMs;
      }
    }

    @Override
    public void base(int kind, int column, int slot, long value) {
      kinds[kind].totals[slot][column] = value;
    }

    @Override
    public void baseText(int kind, int column, int slot, String text) {}

    @Override
    public void counter(int kind, int column, int slot, long increase) {
      long[] totals = kinds[kind].totals[slot];
      if (totals[column] != Column.NOT_MEASURED) {
        totals[column] += increase;
      }
    }

    @Override
    public void gauge(int kind, int column, int slot, long difference) {}

    @Override
    public void gaugeUnmeasured(int kind, int column, int slot) {}

    @Override
    public void text(int kind, int column, int slot, String text) {}

    @Override
    public void bucket(int kind, int column, int slot, int bucket, long count) {}

    @Override
    public void released(int kind, int slot) {
      kinds[kind].labels[slot] = null;
    }
  }

  /** Entities of one kind by slot: labels, and totals by column of the spooled schema. */
  private static final class KindTotals {
    private final dev.nodecast.v1.Kind schema;
    private final int columns;
    List<?>[] labels = {};
    long[][] totals = {};

    /** By group, Unix milliseconds of its last collection; 0 before. */
    final long[] collectedMs;

    KindTotals(dev.nodecast.v1.Kind schema, int columns) {
      this.schema = schema;
      this.columns = columns;
      this.collectedMs = new long[schema.getGroupsCount()];
    }

    void clear() {
      Arrays.fill(labels, null);
    }

    void grow(int slots) {
      int before = labels.length;
      if (slots > before) {
        labels = Arrays.copyOf(labels, slots);
        totals = Arrays.copyOf(totals, slots);
        for (int slot = before; slot < slots; slot++) {
          totals[slot] = new long[columns];
        }
      }
    }

    @SuppressWarnings("unchecked") // define() is the only writer
    void into(Earlier earlier) {
      int index = Catalog.indexOf(schema.getName());
      if (index < 0 || !Catalog.KINDS.get(index).labels().equals(schema.getLabelsList())) {
        return;
      }
      Kind kind = Catalog.KINDS.get(index);
      int[] from = columnsOf(kind);
      for (int slot = 0; slot < labels.length; slot++) {
        if (labels[slot] != null) {
          long[] byColumn = new long[from.length];
          for (int c = 0; c < from.length; c++) {
            byColumn[c] = from[c] < 0 ? Column.NOT_MEASURED : totals[slot][from[c]];
          }
          earlier.put(kind, (List<String>) labels[slot], byColumn);
        }
      }
    }

    /**
     * For each of the kind's columns its position in the spooled schema; -1 for no such counter.
     */
    private int[] columnsOf(Kind kind) {
      int[] from = new int[kind.columns().size()];
      Arrays.fill(from, -1);
      int position = 0;
      for (dev.nodecast.v1.Group group : schema.getGroupsList()) {
        for (dev.nodecast.v1.Column column : group.getColumnsList()) {
          for (Column now : kind.columns()) {
            if (now.name().equals(column.getName())
                && now.type() == ColumnType.COUNTER
                && column.getTypeValue() == ColumnType.COUNTER.ordinal() + 1) {
              from[now.index()] = position;
            }
          }
          position++;
        }
      }
      return from;
    }
  }
}
