package dev.nodecast.aggregator.store;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds stored events. Blocks, bounded in time and rows; safe for several threads. */
public final class EventHistory {
  /** Rows that a page may lie behind: paging further than this is a query, not reading. */
  public static final int DEEPEST = 100_000;

  private static final Map<String, String> LIMITS =
      Map.of(
          "max_execution_time", "5",
          "max_result_rows", "1000",
          "max_memory_usage", "2000000000",
          "readonly", "2");

  /** What a text is looked for in; names and values of attributes are added. */
  private static final List<String> SEARCHED =
      List.of("message", "type", "node", "namespace", "workload", "pod", "container", "kind");

  /**
   * An event and who told it.
   *
   * @param type the agent's, or the reason of an event of Kubernetes
   * @param labels values of {@link Event#LABELS}
   * @param kind of the object that the label workload names, where it is neither a pod nor a node
   *     of Kubernetes; else empty
   */
  public record Stored(
      long timeMs,
      String node,
      String source,
      String type,
      EventSeverity severity,
      List<String> labels,
      String message,
      Map<String, String> attributes,
      String kind) {
    /** One that an agent told. */
    public static Stored of(String node, String source, Event event) {
      return new Stored(
          event.timeMs(),
          node,
          source,
          event.type().name(),
          event.type().severity(),
          event.labels(),
          event.message(),
          event.attributes(),
          "");
    }
  }

  /**
   * Some events, newest first.
   *
   * @param matching how many the query matches
   * @param total how many there are in its time
   */
  public record Page(List<Stored> events, long matching, long total) {
    public Page {
      events = List.copyOf(events);
    }
  }

  private final Database database;

  EventHistory(Database database) {
    this.database = database;
  }

  /**
   * Asks for one page.
   *
   * @throws DatabaseException with the database's own words when it cannot answer
   */
  public Page page(EventQuery query, EventSources sources) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("from", query.fromMs());
    parameters.put("to", query.toMs());
    String which = which(query, parameters);
    String from = " FROM " + sources.table();
    long[] counts =
        database
            .query(
                "SELECT toInt64(countIf(" + which + ")) AS m, toInt64(count()) AS n" + from,
                parameters,
                LIMITS,
                row -> new long[] {row.getLong("m"), row.getLong("n")})
            .get(0);
    parameters.put("limit", query.limit());
    parameters.put("offset", query.offset());
    // Events of one millisecond have an order too, so that none is on two pages.
    String sql =
        "SELECT at, node AS host, source AS told_by, type AS what, severity AS bad, "
            + labels()
            + ", message, mapKeys(attributes) AS names, mapValues(attributes) AS texts,"
            + " kind AS about"
            + from
            + " WHERE "
            + which
            + " ORDER BY at DESC, node DESC, boot, seq DESC, type, message, toString(attributes),"
            + " kind, pod, workload"
            + " LIMIT {limit:UInt32} OFFSET {offset:UInt32}";
    return new Page(
        database.query(sql, parameters, LIMITS, EventHistory::stored), counts[0], counts[1]);
  }

  private static String labels() {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < Event.LABELS.size(); i++) {
      out.add(Event.LABELS.get(i) + " AS l" + i);
    }
    return String.join(", ", out);
  }

  private static String which(EventQuery query, Map<String, Object> parameters) {
    StringBuilder out = new StringBuilder("1");
    query
        .where()
        .forEach(
            (column, value) -> {
              out.append(" AND ").append(column).append(" = {").append(column).append(":String}");
              parameters.put(column, Parameters.text(value));
            });
    if (query.least() != EventSeverity.INFO) {
      out.append(" AND severity IN ('critical'");
      out.append(query.least() == EventSeverity.WARNING ? ", 'warning')" : ")");
    }
    if (!query.text().isEmpty()) {
      parameters.put("text", Parameters.text(query.text()));
      out.append(" AND (");
      for (String column : SEARCHED) {
        out.append("positionCaseInsensitiveUTF8(toString(").append(column);
        out.append("), {text:String}) > 0 OR ");
      }
      out.append("arrayExists(v -> positionCaseInsensitiveUTF8(v, {text:String}) > 0,");
      out.append(" mapValues(attributes)))");
    }
    return out.toString();
  }

  private static Stored stored(ClickHouseBinaryFormatReader row) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < Event.LABELS.size(); i++) {
      labels.add(row.getString("l" + i));
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    String[] names = row.getStringArray("names");
    String[] texts = row.getStringArray("texts");
    for (int i = 0; i < names.length; i++) {
      attributes.put(names[i], texts[i]);
    }
    return new Stored(
        row.getLong("at"),
        row.getString("host"),
        row.getString("told_by"),
        row.getString("what"),
        EventSeverity.valueOf(row.getString("bad").toUpperCase(Locale.ROOT)),
        List.copyOf(labels),
        row.getString("message"),
        attributes,
        row.getString("about"));
  }
}
