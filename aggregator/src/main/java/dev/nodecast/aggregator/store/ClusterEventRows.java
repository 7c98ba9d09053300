package dev.nodecast.aggregator.store;

import java.util.List;

/** The cluster's own events, each once as of its last state, in the form of the table of events. */
final class ClusterEventRows {
  /**
   * An event is told after it happened: by at most the hour that the API server keeps events, where
   * the aggregator comes later; by clocks that differ, it may be told before.
   */
  private static final String EARLY_MS = "300000";

  private static final String LATE_MS = "4200000";

  private static final String HOST = ObjectHistory.path("source.host", "deprecatedSource.host");

  private ClusterEventRows() {}

  /**
   * @param known uids that are left out; letters, digits and hyphens
   */
  static String select(List<String> known) {
    return "SELECT coalesce("
        + millis("e_last")
        + ", "
        + millis("e_first")
        + ", toInt64(toUnixTimestamp64Milli(seen))) AS at, if(e_kind = 'Node', e_name, e_host) AS"
        + " node, '' AS boot, toUInt64(0) AS seq, 'kubernetes' AS source, e_reason AS type,"
        + " if(e_type = 'Warning', 'warning', 'info') AS severity,"
        // The API files events of nodes under a namespace that is not theirs.
        + " if(e_kind = 'Node', '', e_namespace) AS namespace,"
        + " if(e_kind IN ('Pod', 'Node'), '', e_name) AS workload,"
        + " if(e_kind = 'Pod', e_name, '') AS pod, '' AS container,"
        + " if(e_kind = 'Pod', e_uid, '') AS pod_uid, '' AS container_id, e_message AS message,"
        + " mapFilter((k, v) -> v != '', map('count', if(e_count IN ('', '1'), '', e_count),"
        + " 'from', e_component)) AS attributes,"
        + " if(e_kind IN ('Pod', 'Node'), '', e_kind) AS kind FROM (SELECT ts AS seen,"
        + " uid AS event_uid, "
        + columns()
        + " FROM "
        + ClusterTables.OBJECT.table().qualified()
        + " WHERE resource = 'events' AND event != 'DELETED'"
        + " AND ts >= fromUnixTimestamp64Milli({from:Int64} - "
        + EARLY_MS
        + ", 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64} + "
        + LATE_MS
        + ", 'UTC')"
        + (known.isEmpty() ? "" : " AND uid NOT IN ('" + String.join("', '", known) + "')")
        + " ORDER BY ts DESC LIMIT 1 BY event_uid) WHERE at >= {from:Int64} AND at < {to:Int64}";
  }

  private static String columns() {
    StringBuilder out = new StringBuilder();
    ObjectHistory.EVENT_COLUMNS.forEach(
        column ->
            out.append(ObjectHistory.PATHS.get(column))
                .append(" AS e_")
                .append(column)
                .append(", "));
    return out.append(ObjectHistory.MESSAGE)
        .append(" AS e_message, ")
        .append(ObjectHistory.COUNT)
        .append(" AS e_count, ")
        .append(ObjectHistory.FIRST)
        .append(" AS e_first, ")
        .append(ObjectHistory.LAST)
        .append(" AS e_last, ")
        .append(HOST)
        .append(" AS e_host")
        .toString();
  }

  private static String millis(String column) {
    return "toInt64(toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull("
        + column
        + ", 3, 'UTC')))";
  }
}
