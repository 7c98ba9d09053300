package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.StructLayout;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import java.util.List;

/**
 * Which column each field of a subject's struct fills, and the way from one to the other. What did
 * not happen is a measured zero from the moment that the cgroup is known.
 */
final class SlotBinding implements SlotCounters.Increases {
  private static final int NANOS_IN_MICRO = 1000;

  private final StructLayout layout;
  private final Column[] columns;
  private final int[] divisors;

  /** Whose each slot is, as of the version. */
  private Entity[] begun = new Entity[0];

  private long version = -1;
  private Samples samples;

  SlotBinding(StructLayout layout) {
    this.layout = layout;
    this.columns = new Column[layout.fields().size()];
    this.divisors = new int[columns.length];
  }

  /** A counter, in the column's own unit. */
  SlotBinding counter(String field, Column column) {
    return bind(field, column, 1, Long.BYTES);
  }

  /** A sum of nanoseconds for a column of microseconds. */
  SlotBinding nanos(String field, Column column) {
    return bind(field, column, NANOS_IN_MICRO, Long.BYTES);
  }

  /** A struct hist, in the column's own unit. */
  SlotBinding histogram(String field, Column column) {
    return bind(field, column, 1, dev.nodecast.bpf.Hist.BYTES);
  }

  private SlotBinding bind(String field, Column column, int divisor, int size) {
    List<StructLayout.Field> fields = layout.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(field) && fields.get(i).size() == size) {
        columns[i] = column;
        divisors[i] = divisor;
        return this;
      }
    }
    throw new IllegalArgumentException(layout.name() + ": has no such field " + field);
  }

  /** Adds what happened since the last call. */
  void collect(SlotCounters counters, Workloads of, Samples to) {
    samples = to;
    if (begun.length < counters.slots()) {
      begun = new Entity[counters.slots()];
      version = -1;
    }
    if (version != of.version()) {
      version = of.version();
      beginNew(of);
    }
    counters.read(of.readable(), this);
  }

  private void beginNew(Workloads of) {
    for (int slot = of.readable().nextSetBit(0);
        slot >= 0;
        slot = of.readable().nextSetBit(slot + 1)) {
      Entity entity = of.entity(slot);
      if (begun[slot] != entity) {
        begun[slot] = entity;
        begin(entity);
      }
    }
  }

  private void begin(Entity entity) {
    for (Column column : columns) {
      if (column != null && column.type() == ColumnType.COUNTER) {
        samples.increase(entity, column, 0);
      }
    }
  }

  @Override
  public void counter(int slot, int field, long before, long now) {
    Column column = columns[field];
    if (column != null) {
      int divisor = divisors[field];
      // Divisions are slow, and most columns need none.
      long by = divisor == 1 ? now - before : now / divisor - before / divisor;
      samples.increase(begun[slot], column, by);
    }
  }

  @Override
  public void bucket(int slot, int field, int bucket, long count) {
    if (columns[field] != null) {
      samples.observe(begun[slot], columns[field], bucket, count);
    }
  }
}
