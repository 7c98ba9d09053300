package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Field.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * One column of a table of rows, declared and written in one place.
 *
 * @param field as the schema has it
 * @param writer its values of a block; not called for a computed column
 */
record RowColumn<R>(Field field, Writer<R> writer) {
  static final String MILLIS = "DateTime64(3, 'UTC')";
  static final String MAP = "Map(LowCardinality(String), String)";

  /**
   * The latest time that DateTime holds, in milliseconds: a clock that is further off stays there.
   */
  private static final long LATEST_MS = 0xFFFF_FFFFL * 1000 + 999;

  /** Where a block's values go. */
  record Target(BlockBuffer out, DictionaryColumn dictionary, String batch) {}

  /** Writes one column of a block. */
  interface Writer<R> {
    void write(Target target, List<R> rows);
  }

  private static <R> RowColumn<R> of(
      String name, String type, String codec, String help, Writer<R> writer) {
    return new RowColumn<>(Field.of(name, type, codec, help, Role.OWN, ""), writer);
  }

  /** A time in whole seconds. */
  static <R> RowColumn<R> seconds(String name, String help, ToLongFunction<R> ms) {
    return of(
        name,
        SqlTypes.TIME,
        SqlTypes.TIME_CODEC,
        help,
        (to, rows) -> rows.forEach(r -> to.out().u32(NativeBlock.seconds(ms.applyAsLong(r)))));
  }

  static <R> RowColumn<R> millis(String name, String help, ToLongFunction<R> ms) {
    return of(
        name,
        MILLIS,
        SqlTypes.TIME_CODEC,
        help,
        (to, rows) -> rows.forEach(r -> to.out().u64(clamped(ms.applyAsLong(r)))));
  }

  static long clamped(long ms) {
    return Math.max(0, Math.min(LATEST_MS, ms));
  }

  /** A text of which there are few. */
  static <R> RowColumn<R> name(String name, String help, Function<R, String> text) {
    return of(name, SqlTypes.NAME, SqlTypes.PLAIN_CODEC, help, (to, rows) -> names(to, rows, text));
  }

  private static <R> void names(Target to, List<R> rows, Function<R, String> text) {
    to.dictionary().clear();
    for (R row : rows) {
      to.dictionary().add(text.apply(row));
    }
    to.dictionary().write(to.out());
  }

  /** A text that is mostly another one in each row. */
  static <R> RowColumn<R> text(String name, String help, Function<R, String> text) {
    return of(
        name,
        "String",
        SqlTypes.PLAIN_CODEC,
        help,
        (to, rows) -> rows.forEach(r -> string(to.out(), text.apply(r))));
  }

  static void string(BlockBuffer out, String text) {
    out.string(text == null ? "" : text);
  }

  static <R> RowColumn<R> number(String name, String help, ToDoubleFunction<R> value) {
    return of(
        name,
        "Float64",
        SqlTypes.PLAIN_CODEC,
        help,
        (to, rows) ->
            rows.forEach(r -> to.out().u64(Double.doubleToLongBits(value.applyAsDouble(r)))));
  }

  /** Which insert brought the row: what tells whether one whose answer was lost was done. */
  static <R> RowColumn<R> batch() {
    return of(
        "batch",
        SqlTypes.NAME,
        SqlTypes.PLAIN_CODEC,
        "Which insert brought it.",
        (to, rows) -> names(to, rows, row -> to.batch()));
  }

  /** As an array of pairs: where each row's pairs end, then all names, then all values. */
  static <R> RowColumn<R> map(String name, String help, Function<R, Map<String, String>> map) {
    return of(
        name,
        MAP,
        SqlTypes.PLAIN_CODEC,
        help,
        (to, rows) -> {
          to.dictionary().clear();
          to.dictionary().writeVersion(to.out());
          long end = 0;
          for (R row : rows) {
            end += map.apply(row).size();
            to.out().u64(end);
          }
          if (end == 0) {
            return; // columns of no values have no bytes, not even a dictionary
          }
          for (R row : rows) {
            map.apply(row).keySet().forEach(to.dictionary()::add);
          }
          to.dictionary().writeRows(to.out());
          for (R row : rows) {
            map.apply(row).values().forEach(text -> string(to.out(), text));
          }
        });
  }

  /** Not sent: the server makes it of the row's other columns. */
  static <R> RowColumn<R> computed(String name, String type, String help, String expression) {
    return new RowColumn<>(
        Field.of(name, type, SqlTypes.PLAIN_CODEC, help, Role.COMPUTED, expression), null);
  }

  /** Any other column. */
  static <R> RowColumn<R> other(String name, String type, String help, Writer<R> writer) {
    return of(name, type, SqlTypes.PLAIN_CODEC, help, writer);
  }
}
