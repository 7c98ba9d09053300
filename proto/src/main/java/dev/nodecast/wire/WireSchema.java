package dev.nodecast.wire;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.v1.Column;
import dev.nodecast.v1.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Between the catalog and the schema of a Hello. */
public final class WireSchema {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  private WireSchema() {}

  /** The schema that an agent with this catalog sends. */
  public static Schema of(List<Kind> kinds) {
    Schema.Builder schema = Schema.newBuilder();
    for (Kind kind : kinds) {
      dev.nodecast.v1.Kind.Builder out =
          schema.addKindsBuilder().setName(kind.name()).addAllLabels(kind.labels());
      for (Group group : kind.groups()) {
        dev.nodecast.v1.Group.Builder to =
            out.addGroupsBuilder()
                .setName(group.name())
                .setCadenceMs((int) group.cadence().toMillis());
        for (dev.nodecast.catalog.Column column : group.columns()) {
          to.addColumnsBuilder()
              .setName(column.name())
              .setTypeValue(column.type().ordinal() + 1)
              .setUnit(column.unit().ucum())
              .setDivisor(column.divisor());
        }
      }
    }
    return schema.build();
  }

  /** The schema of this build. */
  public static Schema current() {
    return of(Catalog.KINDS);
  }

  /**
   * What a reader needs of a peer's schema.
   *
   * @throws MalformedTickException when the schema is too large, names something twice or has a
   *     column type that this build does not know
   */
  public static SchemaShape shape(Schema schema) throws MalformedTickException {
    int kinds = schema.getKindsCount();
    if (kinds > 256) {
      throw new MalformedTickException("schema: " + kinds + " kinds (expected: <= 256)");
    }
    ColumnType[][] types = new ColumnType[kinds][];
    int[][] firsts = new int[kinds][];
    int[] labels = new int[kinds];
    Set<String> kindNames = new HashSet<>();
    for (int k = 0; k < kinds; k++) {
      dev.nodecast.v1.Kind kind = schema.getKinds(k);
      name(kindNames, "kind", kind.getName());
      labels[k] = kind.getLabelsCount();
      firsts[k] = new int[kind.getGroupsCount() + 1];
      int columns = 0;
      for (int g = 0; g < kind.getGroupsCount(); g++) {
        firsts[k][g] = columns;
        columns += kind.getGroups(g).getColumnsCount();
      }
      firsts[k][kind.getGroupsCount()] = columns;
      if (columns > 1024 || labels[k] > 32) {
        throw new MalformedTickException(
            "schema of kind "
                + kind.getName()
                + ": "
                + columns
                + " columns, "
                + labels[k]
                + " labels (expected: <= 1024 columns, <= 32 labels)");
      }
      types[k] = new ColumnType[columns];
      Set<String> names = new HashSet<>();
      for (String label : kind.getLabelsList()) {
        name(names, "label of " + kind.getName(), label);
      }
      int at = 0;
      for (dev.nodecast.v1.Group group : kind.getGroupsList()) {
        for (Column column : group.getColumnsList()) {
          name(names, "column of " + kind.getName(), column.getName());
          types[k][at++] = type(kind, column);
        }
      }
    }
    return new SchemaShape(types, firsts, labels);
  }

  /** Names are shown and logged, and two of the same would fill one column twice. */
  private static void name(Set<String> names, String what, String name)
      throws MalformedTickException {
    if (!NAME.matcher(name).matches()) {
      throw new MalformedTickException(
          "schema: "
              + what
              + ": a name of "
              + name.length()
              + " characters (expected: "
              + NAME.pattern()
              + ")");
    }
    if (!names.add(name)) {
      throw new MalformedTickException("schema: " + what + ": " + name + " twice (expected: once)");
    }
  }

  private static ColumnType type(dev.nodecast.v1.Kind kind, Column column)
      throws MalformedTickException {
    int number = column.getTypeValue();
    if (number < 1 || number > ColumnType.values().length) {
      throw new MalformedTickException(
          "schema: column "
              + kind.getName()
              + "."
              + column.getName()
              + " has type "
              + number
              + " (expected: 1 to "
              + ColumnType.values().length
              + ")");
    }
    return ColumnType.values()[number - 1];
  }
}
