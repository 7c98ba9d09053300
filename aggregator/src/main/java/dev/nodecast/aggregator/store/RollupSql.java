package dev.nodecast.aggregator.store;

import java.util.StringJoiner;

/**
 * The statements of rollups. A row is replaced by one with more windows and never by one with
 * fewer: computing a span again is harmless, also after part of its raw rows was dropped.
 */
final class RollupSql {
  private RollupSql() {}

  /**
   * Computes rows of {@code coarse} from {@code finer} for {@code [from, to)}.
   *
   * @param someNodes whether only those of the parameter {@code nodes}
   */
  static String insert(Table finer, Table coarse, boolean someNodes) {
    boolean minute = coarse.resolution() == Resolution.MINUTE;
    String start = minute ? "toStartOfMinute(ts)" : "toStartOfHour(ts)";
    StringJoiner names = new StringJoiner(", ");
    StringJoiner values = new StringJoiner(", ");
    for (Field field : coarse.fields()) {
      names.add(Ddl.name(field.name()));
      values.add(field.role() == Field.Role.TS ? start : field.rollup());
    }
    StringJoiner keys = new StringJoiner(", ");
    keys.add(start).add("node");
    finer.kind().labels().forEach(keys::add);
    // Two rows of one entity and second are possible: a window cut short and continued.
    String within = minute ? " + seq % 4294967296" : "";
    return "INSERT INTO "
        + coarse.qualified()
        + " ("
        + names
        + ") SELECT "
        + values
        + " FROM (SELECT *, toUInt64(toUnixTimestamp(ts)) * 4294967296"
        + within
        + " AS at FROM "
        + finer.qualified()
        + (minute ? "" : " FINAL")
        + range()
        + (someNodes ? " AND node IN {nodes:Array(String)}" : "")
        + ") GROUP BY "
        + keys
        + " SETTINGS insert_deduplicate = 0, max_threads = 1";
  }

  /** Spans of {@code [from, to)} whose rollup has fewer windows than there are: (at, node). */
  static String differing(Table finer, Table coarse) {
    boolean minute = coarse.resolution() == Resolution.MINUTE;
    String start = minute ? "toStartOfMinute(ts)" : "toStartOfHour(ts)";
    return "SELECT at, toString(node) AS name FROM (SELECT toInt64(toUnixTimestamp("
        + start
        + ")) AS at, node, "
        + (minute ? "count()" : "sum(windows)")
        + " AS there, toUInt64(0) AS rolled FROM "
        + finer.qualified()
        + (minute ? "" : " FINAL")
        + range()
        + " GROUP BY at, node UNION ALL SELECT toInt64(toUnixTimestamp(ts)) AS at, node,"
        + " toUInt64(0) AS there, sum(windows) AS rolled FROM "
        + coarse.qualified()
        + " FINAL"
        + range()
        + " GROUP BY at, node) GROUP BY at, node HAVING sum(there) > sum(rolled)"
        + " ORDER BY at DESC SETTINGS max_threads = 1";
  }

  private static String range() {
    return " WHERE ts >= toDateTime({from:Int64}, 'UTC') AND ts < toDateTime({to:Int64}, 'UTC')";
  }
}
