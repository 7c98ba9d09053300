package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Kind;

/** One column and what of it is shown. */
public record Line(Column column, Stat stat) {
  public Line {
    if (!stat.fits(column.type())) {
      throw new IllegalArgumentException(
          column.name() + ":" + stat + " (expected: a stat of a " + column.type() + ")");
    }
  }

  public static Line of(Column column) {
    return new Line(column, Stat.usual(column));
  }

  /**
   * Reads {@code column} or {@code column:stat}.
   *
   * @throws IllegalArgumentException for a column the kind does not have, or a stat that makes no
   *     sense for it
   */
  public static Line parse(Kind kind, String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    for (Column column : kind.columns()) {
      if (column.name().equals(name)) {
        return colon < 0 ? of(column) : new Line(column, Stat.parse(text.substring(colon + 1)));
      }
    }
    throw new IllegalArgumentException(
        "column: " + name + " (expected: a column of " + kind.name() + ")");
  }
}
