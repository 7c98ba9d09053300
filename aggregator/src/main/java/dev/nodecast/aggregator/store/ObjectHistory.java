package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.store.ClusterQuery.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stored objects of the cluster, and what the cluster tells in those that are events. */
public final class ObjectHistory {
  /** Columns of objects that may be asked by. */
  public static final List<String> COLUMNS =
      List.of("event", "group", "version", "resource", "namespace", "name", "uid");

  /** Columns of the cluster's own events that may be asked by; of what they are about. */
  public static final List<String> EVENT_COLUMNS =
      List.of("type", "reason", "namespace", "kind", "name", "uid", "component");

  /** Bytes of texts in one answer: a page of the largest objects would not fit in memory. */
  static final long MOST_TEXT = 16 << 20;

  private static final String TABLE = ClusterTables.OBJECT.table().qualified();

  /** In core/v1 and, where they are called otherwise, in events.k8s.io. */
  static final Map<String, String> PATHS =
      Map.of(
          "type", path("type"),
          "reason", path("reason"),
          "namespace", path("involvedObject.namespace", "regarding.namespace"),
          "kind", path("involvedObject.kind", "regarding.kind"),
          "name", path("involvedObject.name", "regarding.name"),
          "uid", path("involvedObject.uid", "regarding.uid"),
          "component", path("source.component", "reportingComponent", "reportingController"));

  static final String MESSAGE = path("message", "note");
  static final String COUNT = path("count", "series.count", "deprecatedCount");
  static final String FIRST = path("firstTimestamp", "eventTime", "deprecatedFirstTimestamp");
  static final String LAST =
      path("lastTimestamp", "series.lastObservedTime", "deprecatedLastTimestamp", "eventTime");

  /**
   * An event of the cluster, as of its last state.
   *
   * @param seenMs when the aggregator got it
   * @param type Normal or Warning
   * @param kind of what it is about, as are namespace, name and uid
   * @param count how many times it happened
   * @param first as the API server writes it; empty when it does not say
   */
  public record KubeEvent(
      long seenMs,
      String type,
      String reason,
      String message,
      String kind,
      String namespace,
      String name,
      String uid,
      String component,
      long count,
      String first,
      String last) {}

  private final Database database;

  ObjectHistory(Database database) {
    this.database = database;
  }

  /** What was seen, newest first; without their texts from where these are {@link #MOST_TEXT}. */
  public Page<ObjectState> page(ClusterQuery query) {
    Map<String, Object> parameters = new HashMap<>();
    Map<String, String> columns = new TreeMap<>();
    COLUMNS.forEach(column -> columns.put(column, Ddl.name(column)));
    String where = query.condition(columns, List.of("text"), parameters);
    long matching = count(" FROM " + TABLE + " WHERE " + where, parameters);
    parameters.put("most", MOST_TEXT);
    String order = " ORDER BY ts DESC, resource, namespace, name, resource_version, event";
    List<ObjectState> rows =
        database.query(
            "SELECT toInt64(toUnixTimestamp64Milli(ts)) AS ms, toString(event) AS o0,"
                + " toString(`group`) AS o1, toString(version) AS o2, toString(resource) AS o3,"
                + " toString(namespace) AS o4, name AS o5, uid AS o6, resource_version AS o7,"
                + " if(sum(length(text)) OVER ("
                + order
                + " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) <= {most:Int64}, text, '')"
                + " AS o8 FROM (SELECT * EXCEPT object FROM "
                + TABLE
                + " WHERE "
                + where
                + order
                + " LIMIT {limit:UInt32} OFFSET {offset:UInt32})"
                + order,
            parameters,
            ClusterQuery.LIMITS,
            row ->
                new ObjectState(
                    row.getLong("ms"),
                    row.getString("o0"),
                    row.getString("o1"),
                    row.getString("o2"),
                    row.getString("o3"),
                    row.getString("o4"),
                    row.getString("o5"),
                    row.getString("o6"),
                    row.getString("o7"),
                    row.getString("o8")));
    return new Page<>(rows, matching);
  }

  /** Events of the cluster, each once, as of its last state; newest first. */
  public Page<KubeEvent> events(ClusterQuery query) {
    Map<String, Object> parameters = new HashMap<>();
    List<String> searched = List.of("e_message", "e_reason", "e_name", "e_namespace", "e_kind");
    Map<String, String> columns = new TreeMap<>();
    EVENT_COLUMNS.forEach(column -> columns.put(column, "e_" + column));
    ClusterQuery all =
        new ClusterQuery(query.fromMs(), query.toMs(), Map.of(), "", query.limit(), query.offset());
    String time = all.condition(Map.of(), List.of(), new HashMap<>());
    String which = query.condition(columns, searched, parameters);
    StringBuilder from = new StringBuilder(" FROM (SELECT ts, uid AS event_uid");
    EVENT_COLUMNS.forEach(c -> from.append(", ").append(PATHS.get(c)).append(" AS e_").append(c));
    from.append(", ")
        .append(MESSAGE)
        .append(" AS e_message, ")
        .append(COUNT)
        .append(" AS e_count, ");
    from.append(FIRST).append(" AS e_first, ").append(LAST).append(" AS e_last FROM ");
    from.append(TABLE).append(" WHERE resource = 'events' AND event != 'DELETED' AND ");
    from.append(time).append(" ORDER BY ts DESC LIMIT 1 BY event_uid) WHERE ").append(which);
    long matching = count(from.toString(), parameters);
    List<KubeEvent> rows =
        database.query(
            "SELECT toInt64(toUnixTimestamp64Milli(ts)) AS ms, * EXCEPT ts"
                + from
                + " ORDER BY ts DESC, event_uid LIMIT {limit:UInt32} OFFSET {offset:UInt32}",
            parameters,
            ClusterQuery.LIMITS,
            row ->
                new KubeEvent(
                    row.getLong("ms"),
                    row.getString("e_type"),
                    row.getString("e_reason"),
                    row.getString("e_message"),
                    row.getString("e_kind"),
                    row.getString("e_namespace"),
                    row.getString("e_name"),
                    row.getString("e_uid"),
                    row.getString("e_component"),
                    number(row.getString("e_count")),
                    row.getString("e_first"),
                    row.getString("e_last")));
    return new Page<>(rows, matching);
  }

  private long count(String from, Map<String, Object> parameters) {
    return database
        .query(
            "SELECT toInt64(count()) AS n" + from,
            parameters,
            ClusterQuery.LIMITS,
            row -> row.getLong("n"))
        .get(0);
  }

  /** An event that tells no count happened once. */
  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 1;
  }

  /** The first of these paths that has a text or number. */
  static String path(String... paths) {
    StringBuilder out = new StringBuilder("coalesce(");
    for (String path : paths) {
      out.append("nullIf(accurateCastOrNull(object.").append(path).append(", 'String'), ''), ");
    }
    return out.append("'')").toString();
  }
}
