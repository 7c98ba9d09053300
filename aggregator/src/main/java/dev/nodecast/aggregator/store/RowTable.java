package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Field.Role;
import dev.nodecast.catalog.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A table of rows that are no windows of entities: its columns, and how a block of it is written.
 *
 * @param time of a row, Unix milliseconds; says which day's partition it is in
 * @param settings ClickHouse settings of its inserts
 */
record RowTable<R>(
    Table table, List<RowColumn<R>> columns, ToLongFunction<R> time, Map<String, String> settings) {

  static <R> RowTable<R> of(
      Kind kind,
      Layout layout,
      List<RowColumn<R>> columns,
      ToLongFunction<R> time,
      Map<String, String> settings) {
    List<Field> fields = columns.stream().map(RowColumn::field).toList();
    return new RowTable<>(
        new Table(kind, Resolution.RAW, fields, List.of(), layout), columns, time, settings);
  }

  /** Days since 1970 of the partition that a row is in. */
  long day(R row) {
    return RowColumn.clamped(time.applyAsLong(row)) / 86_400_000L;
  }

  /** Replaces what was written before by one block of Native format. */
  void write(RowColumn.Target target, List<R> rows) {
    List<RowColumn<R>> sent =
        columns.stream().filter(column -> column.field().role() != Role.COMPUTED).toList();
    BlockBuffer out = target.out();
    out.clear();
    out.varint(sent.size());
    out.varint(rows.size());
    for (RowColumn<R> column : sent) {
      out.string(column.field().name());
      out.string(column.field().type());
      column.writer().write(target, rows);
    }
  }
}
