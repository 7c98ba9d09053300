package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Unit;

/**
 * The one place that says what SQL type and codec a label or column has. Codecs are those that
 * measured smallest on the delta mix of a container fleet: T64('bit') packs the bits that vary, GCD
 * takes out the page size; Delta, DoubleDelta and Gorilla make deltas and gauges larger.
 *
 * <p>Every number is Nullable, because each can be missing from a row: an older kernel, a missing
 * permission, a group whose first interval is not over, an agent that does not know the column.
 * Measured on 46 columns of 400,000 rows, the null maps cost 2.6 % of the disk and no insert time
 * above the noise.
 */
final class SqlTypes {
  static final String TIME = "DateTime('UTC')";
  static final String NAME = "LowCardinality(String)";
  static final String BUCKETS = "Array(Int16)";
  static final String COUNTS = "Array(UInt64)";

  static final String TIME_CODEC = "DoubleDelta, ZSTD(1)";
  static final String PLAIN_CODEC = "ZSTD(1)";
  static final String COUNT_CODEC = "T64('bit'), ZSTD(1)";
  static final String BYTES_CODEC = "GCD, T64('bit'), ZSTD(1)";

  private SqlTypes() {}

  /** Numbers stay numbers where people compare them; a text in such a label reads as 0. */
  static String label(String label) {
    return switch (label) {
      case "pid" -> "UInt32";
      case "start_ms" -> "Int64";
      case "cpu" -> "UInt16";
      default -> NAME;
    };
  }

  static boolean numeric(String label) {
    return !label(label).equals(NAME);
  }

  static String value(Column column) {
    if (column.type() == ColumnType.COUNTER) {
      return "Nullable(UInt64)";
    }
    return column.divisor() > 1 ? "Nullable(Float32)" : "Nullable(Int64)";
  }

  static String codec(Column column) {
    if (column.type() == ColumnType.COUNTER) {
      return COUNT_CODEC;
    }
    return column.unit() == Unit.BYTES ? BYTES_CODEC : PLAIN_CODEC;
  }

  /** A sum of gauge values. */
  static String sum(Column column) {
    return column.divisor() > 1 ? "Nullable(Float64)" : "Nullable(Int64)";
  }
}
