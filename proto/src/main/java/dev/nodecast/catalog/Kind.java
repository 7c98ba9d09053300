package dev.nodecast.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A kind of entity: something with a name that has measurements. One ClickHouse table each.
 *
 * @param name singular snake_case; the table's name
 * @param help one sentence: what one entity, and so one row, is
 * @param labels what names an entity of this kind on its node, outermost first; also the table's
 *     sort order
 * @param groups in order; every column belongs to exactly one
 * @param columns all groups' columns, in order
 */
public record Kind(
    String name, String help, List<String> labels, List<Group> groups, List<Column> columns) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  public Kind {
    labels = List.copyOf(labels);
    groups = List.copyOf(groups);
    columns = List.copyOf(columns);
  }

  static Builder named(String name, String help) {
    return new Builder(requireName(name), help);
  }

  static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: " + name + " (expected: " + NAME.pattern() + ")");
    }
    return name;
  }

  /** Collects a kind's declaration; used only by the catalog's constants. */
  static final class Builder {
    private final String name;
    private final String help;
    private final List<String> labels = new ArrayList<>();
    private final List<GroupBuilder> groups = new ArrayList<>();
    private int columns;

    private Builder(String name, String help) {
      this.name = name;
      this.help = help;
    }

    Builder labels(String... names) {
      for (String label : names) {
        labels.add(requireName(label));
      }
      return this;
    }

    GroupBuilder group(String group, int cadenceSeconds) {
      GroupBuilder builder = new GroupBuilder(requireName(group), groups.size(), cadenceSeconds);
      groups.add(builder);
      return builder;
    }

    Kind build() {
      List<Group> built = new ArrayList<>();
      List<Column> all = new ArrayList<>();
      for (GroupBuilder group : groups) {
        built.add(new Group(name, group.name, group.index, group.cadence, group.columns));
        for (Column column : group.columns) {
          if (column.index() != all.size()) {
            throw new IllegalStateException(
                name
                    + "."
                    + column.name()
                    + ": columns of group "
                    + group.name
                    + " are not contiguous");
          }
          all.add(column);
        }
      }
      return new Kind(name, help, labels, built, all);
    }

    /** Declares the columns of one group. */
    final class GroupBuilder {
      private final String name;
      private final int index;
      private final Duration cadence;
      private final List<Column> columns = new ArrayList<>();

      private GroupBuilder(String name, int index, int cadenceSeconds) {
        this.name = name;
        this.index = index;
        this.cadence = Duration.ofSeconds(cadenceSeconds);
      }

      Column counter(String column, Unit unit, String help, String otel) {
        return add(column, ColumnType.COUNTER, unit, 1, false, help, otel, "");
      }

      Column counter(String column, Unit unit, String help, String otel, String alias) {
        return add(column, ColumnType.COUNTER, unit, 1, false, help, otel, alias);
      }

      Column gauge(String column, Unit unit, String help, String otel) {
        return add(column, ColumnType.GAUGE, unit, 1, false, help, otel, "");
      }

      /** A gauge whose peaks matter: windows keep the largest value too. */
      Column peak(String column, Unit unit, String help, String otel) {
        return add(column, ColumnType.GAUGE, unit, 1, true, help, otel, "");
      }

      Column scaled(String column, Unit unit, int divisor, String help, String otel) {
        return add(column, ColumnType.GAUGE, unit, divisor, false, help, otel, "");
      }

      Column histogram(String column, Unit unit, String help, String otel) {
        return add(column, ColumnType.HISTOGRAM, unit, 1, false, help, otel, "");
      }

      Column text(String column, String help) {
        return add(column, ColumnType.TEXT, Unit.NONE, 1, false, help, "", "");
      }

      private Column add(
          String column,
          ColumnType type,
          Unit unit,
          int divisor,
          boolean max,
          String help,
          String otel,
          String alias) {
        Column added =
            new Column(
                requireName(column),
                Builder.this.columns++,
                index,
                type,
                unit,
                divisor,
                max,
                help,
                otel,
                Profile.STANDARD,
                alias);
        columns.add(added);
        return added;
      }
    }
  }
}
