package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.syscall.SyscallCounts;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.bpf.syscall.Syscalls;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ContainerSyscallKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The entities of container_syscall: one for each container and call that it made. Several slots
 * may be of one container, and add up in its entities; one ends with the last of its slots.
 */
final class SyscallRows implements Syscalls.Increases {
  /** Columns by the position of the field that fills each. */
  private static final Column[] COLUMNS = columns();

  private record Source(int slot, int number) {}

  private record Key(List<String> labels, int number) {}

  /** One entity and the slots that add up in it. */
  private static final class Row {
    final Key key;
    final Entity entity;
    int slots;

    Row(Key key, Entity entity) {
      this.key = key;
      this.entity = entity;
    }
  }

  private final Workloads workloads;
  private final SyscallTable table = SyscallTable.ofMachine();
  private final Map<Source, Row> bySource = new HashMap<>();
  private final Map<Key, Row> byKey = new HashMap<>();
  private final Set<Row> left = new HashSet<>();
  private Samples samples;

  SyscallRows(Workloads workloads) {
    this.workloads = workloads;
  }

  /** Where values go from now on; slots are reclaimed between readings too. */
  void begin(Samples to) {
    samples = to;
  }

  @Override
  public void counter(int slot, int number, int field, long by) {
    Row row = row(slot, number);
    if (row != null) {
      samples.increase(row.entity, COLUMNS[field], by);
    }
  }

  @Override
  public void bucket(int slot, int number, int field, int bucket, long count) {
    Row row = row(slot, number);
    if (row != null) {
      samples.observe(row.entity, COLUMNS[field], bucket, count);
    }
  }

  @Override
  public void end(int slot) {
    bySource
        .entrySet()
        .removeIf(
            source -> {
              if (source.getKey().slot() != slot) {
                return false;
              }
              Row row = source.getValue();
              if (--row.slots == 0) {
                left.add(row);
              }
              return true;
            });
  }

  /**
   * Ends the entities that have no slot any more. To be called in a tick in which the group is
   * read: in any other their last values would not travel.
   */
  void endLeft() {
    for (Row row : left) {
      if (row.slots == 0) {
        byKey.remove(row.key);
        samples.end(row.entity);
      }
    }
    left.clear();
  }

  /** Ends all: the programs that filled them are gone. */
  void endAll() {
    byKey.values().forEach(row -> samples.end(row.entity));
    byKey.clear();
    bySource.clear();
    left.clear();
  }

  /** Null at the limit of entities, which counts it. */
  private Row row(int slot, int number) {
    Source source = new Source(slot, number);
    Row known = bySource.get(source);
    if (known != null) {
      return known;
    }
    Key key = new Key(workloads.labels(slot), number);
    Row row = byKey.get(key);
    if (row == null) {
      row = define(key);
      if (row == null) {
        return null;
      }
      byKey.put(key, row);
    }
    row.slots++;
    bySource.put(source, row);
    return row;
  }

  private Row define(Key key) {
    List<String> labels = new ArrayList<>(key.labels());
    labels.add(table.name(key.number()));
    Entity entity = samples.define(ContainerSyscallKind.KIND, labels);
    if (entity == null) {
      return null;
    }
    for (Column column : COLUMNS) {
      if (column.type() == ColumnType.COUNTER) {
        samples.increase(entity, column, 0); // what did not happen is a measured zero
      }
    }
    return new Row(key, entity);
  }

  private static Column[] columns() {
    Map<String, Column> byField =
        Map.of(
            "calls", ContainerSyscallKind.CALLS,
            "errors", ContainerSyscallKind.ERRORS,
            "errors_again", ContainerSyscallKind.ERRORS_AGAIN,
            "errors_absent", ContainerSyscallKind.ERRORS_ABSENT,
            "errors_denied", ContainerSyscallKind.ERRORS_DENIED,
            "errors_exhausted", ContainerSyscallKind.ERRORS_EXHAUSTED,
            "errors_connection", ContainerSyscallKind.ERRORS_CONNECTION,
            "latency_us", ContainerSyscallKind.LATENCY);
    return SyscallCounts.LAYOUT.fields().stream()
        .map(field -> byField.get(field.name()))
        .toArray(Column[]::new);
  }
}
