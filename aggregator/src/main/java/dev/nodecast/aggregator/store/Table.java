package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Field.Role;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A kind at one resolution, as a table: its columns in order, derived from the catalog.
 *
 * @param kind what the rows are about
 * @param resolution how much time one row covers
 * @param fields stored columns, in order
 * @param aliases computed columns
 * @param layout where rows lie and what one is
 */
record Table(
    Kind kind, Resolution resolution, List<Field> fields, List<Alias> aliases, Layout layout) {
  static final String DATABASE = "nodecast";

  /** A column that is computed when it is read. */
  record Alias(String name, String type, String expression) {
    static Alias of(Column column) {
      int equals = column.alias().indexOf('=');
      return new Alias(
          column.alias().substring(0, equals).strip(),
          SqlTypes.value(column),
          column.alias().substring(equals + 1).strip());
    }
  }

  Table {
    fields = List.copyOf(fields);
    aliases = List.copyOf(aliases);
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalStateException(
            kind.name() + resolution.suffix() + "." + field.name() + ": two columns of one name");
      }
    }
  }

  static Table of(Kind kind, Resolution resolution) {
    return new Builder(kind, resolution).build();
  }

  /** Without the database. */
  String name() {
    return kind.name() + resolution.suffix();
  }

  /** What statements name. */
  String qualified() {
    return DATABASE + '.' + name();
  }

  private static final class Builder {
    private final Kind kind;
    private final Resolution resolution;
    private final boolean raw;
    private final List<Field> fields = new ArrayList<>();
    private final List<Alias> aliases = new ArrayList<>();

    Builder(Kind kind, Resolution resolution) {
      this.kind = kind;
      this.resolution = resolution;
      this.raw = resolution == Resolution.RAW;
    }

    Table build() {
      add("ts", SqlTypes.TIME, SqlTypes.TIME_CODEC, "Beginning of the row's time.", Role.TS, "");
      add("node", SqlTypes.NAME, SqlTypes.PLAIN_CODEC, "Name of the machine.", Role.NODE, "node");
      for (int i = 0; i < kind.labels().size(); i++) {
        String label = kind.labels().get(i);
        fields.add(
            new Field(
                label,
                SqlTypes.label(label),
                SqlTypes.PLAIN_CODEC,
                "Label.",
                Role.LABEL,
                i,
                label));
      }
      if (raw) {
        String boot = "Identity of the agent's sequence of frames.";
        add("boot", SqlTypes.NAME, SqlTypes.PLAIN_CODEC, boot, Role.BOOT, "");
        add("seq", "UInt64", SqlTypes.TIME_CODEC, "Last frame of the window.", Role.SEQ, "");
        add("frames", "UInt16", SqlTypes.PLAIN_CODEC, "Frames in the window.", Role.TICKS, "");
      } else {
        String counted = resolution == Resolution.MINUTE ? "count()" : "sum(windows)";
        add("windows", "UInt32", SqlTypes.PLAIN_CODEC, "Raw rows in it.", Role.SAMPLES, counted);
        add("frames", "UInt32", SqlTypes.PLAIN_CODEC, "Frames in it.", Role.TICKS, "sum(frames)");
      }
      for (Column column : kind.columns()) {
        switch (column.type()) {
          case COUNTER -> counter(column);
          case GAUGE -> gauge(column);
          case TEXT ->
              column(column, "", SqlTypes.NAME, SqlTypes.PLAIN_CODEC, Role.TEXT, last(column));
          case HISTOGRAM -> histogram(column);
        }
        if (!column.alias().isEmpty()) {
          aliases.add(Alias.of(column));
        }
      }
      return new Table(kind, resolution, fields, aliases, Layout.of(kind, resolution));
    }

    private void counter(Column column) {
      String name = column.name();
      String type = SqlTypes.value(column);
      String codec = SqlTypes.codec(column);
      column(column, "", type, codec, Role.VALUE, "sum(" + name + ")");
      if (!raw) {
        String finer = resolution == Resolution.MINUTE ? name : name + "_max";
        column(column, "_max", type, codec, Role.AGGREGATE, "max(" + finer + ")");
      }
    }

    private void gauge(Column column) {
      String name = column.name();
      String type = SqlTypes.value(column);
      String codec = SqlTypes.codec(column);
      column(column, "", type, codec, Role.VALUE, last(column));
      boolean minute = resolution == Resolution.MINUTE;
      if (raw) {
        if (column.max()) {
          column(column, "_max", type, codec, Role.MAXIMUM, "");
        }
        return;
      }
      String lowest = minute ? name : name + "_min";
      String highest = minute && !column.max() ? name : name + "_max";
      String summed = minute ? "sum(" + name + ")" : "sum(" + name + "_sum)";
      String counted = minute ? "count(" + name + ")" : "sum(" + name + "_windows)";
      column(column, "_min", type, codec, Role.AGGREGATE, "min(" + lowest + ")");
      column(column, "_max", type, codec, Role.AGGREGATE, "max(" + highest + ")");
      column(column, "_sum", SqlTypes.sum(column), codec, Role.AGGREGATE, summed);
      column(column, "_windows", "UInt32", SqlTypes.PLAIN_CODEC, Role.AGGREGATE, counted);
    }

    private void histogram(Column column) {
      String name = column.name();
      String merged = "sumMap(" + name + "_buckets, " + name + "_counts).";
      column(
          column, "_buckets", SqlTypes.BUCKETS, SqlTypes.PLAIN_CODEC, Role.BUCKETS, merged + "1");
      column(column, "_counts", SqlTypes.COUNTS, SqlTypes.COUNT_CODEC, Role.COUNTS, merged + "2");
    }

    /** The last measured one; {@code at} orders rows of one entity also within one second. */
    private static String last(Column column) {
      String name = column.name();
      String measured = column.type() == ColumnType.TEXT ? " != ''" : " IS NOT NULL";
      return "argMaxIf(" + name + ", at, " + name + measured + ")";
    }

    private void add(
        String name, String type, String codec, String help, Role role, String rollup) {
      fields.add(Field.of(name, type, codec, help, role, raw ? "" : rollup));
    }

    private void column(
        Column column, String suffix, String type, String codec, Role role, String rollup) {
      String help = help(column, suffix);
      fields.add(
          new Field(
              column.name() + suffix, type, codec, help, role, column.index(), raw ? "" : rollup));
    }

    private String help(Column column, String suffix) {
      String unit = column.unit().ucum().isEmpty() ? "" : " [" + column.unit().ucum() + "]";
      String what =
          switch (suffix) {
            case "_max" -> raw ? " Largest in the window." : " Largest of one window.";
            case "_min" -> " Smallest of one window.";
            case "_sum" -> " Sum of the windows' values.";
            case "_windows" -> " Windows that have a value.";
            case "_buckets" -> " Base-2 exponential buckets of scale 3.";
            case "_counts" -> " How many values each bucket has.";
            default -> "";
          };
      return column.help() + unit + what;
    }
  }
}
