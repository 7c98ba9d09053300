package dev.nodecast.aggregator.store;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds stored spans. Blocks, bounded in time and rows; safe for several threads. */
public final class SpanHistory {
  private static final Map<String, String> LIMITS =
      Map.of(
          "max_execution_time", "5",
          "max_result_rows", "1000",
          "max_memory_usage", "2000000000",
          "readonly", "2");

  /** How long after its beginning a span is told at the latest: an answer may take its time. */
  private static final long LATE_SECONDS = 3600;

  /** A span and where it was seen. */
  public record Stored(String node, Span span) {}

  private final Database database;

  SpanHistory(Database database) {
    this.database = database;
  }

  /**
   * Some spans, in the query's order.
   *
   * @throws DatabaseException with the database's own words when it cannot answer
   */
  public List<Stored> spans(SpanQuery query) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("from", query.fromMs());
    parameters.put("to", query.toMs());
    parameters.put("limit", query.limit());
    StringBuilder which =
        new StringBuilder(
            // By the partition's clock too: without it every day would be looked into.
            "reported >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') - "
                + LATE_SECONDS
                + " AND reported <= fromUnixTimestamp64Milli({to:Int64}, 'UTC') + "
                + LATE_SECONDS
                + " AND span.ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')"
                + " AND span.ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')");
    query
        .where()
        .forEach(
            (column, value) -> {
              which.append(" AND span.").append(column);
              which.append(" = {").append(column).append(":String}");
              parameters.put(column, Parameters.text(value));
            });
    if (query.errors()) {
      which.append(" AND error = 1");
    }
    String order = query.slowest() ? "duration_us DESC, started DESC" : "started DESC";
    String sql =
        "SELECT toUnixTimestamp64Micro(span.ts) AS started, toInt64(duration_us) AS took,"
            + " span.node AS host, toInt64(error) AS failed, peer_address AS peer,"
            + " toInt64(peer_port) AS port, trace_id AS trace, span_id AS own,"
            + " parent_span_id AS parent, "
            + labels()
            + " FROM nodecast.span WHERE "
            + which
            + " ORDER BY "
            + order
            + ", own LIMIT {limit:UInt32}";
    return database.query(sql, parameters, LIMITS, SpanHistory::stored);
  }

  private static String labels() {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < SpanKind.KIND.labels().size(); i++) {
      out.add("span." + SpanKind.KIND.labels().get(i) + " AS l" + i);
    }
    return String.join(", ", out);
  }

  private static Stored stored(ClickHouseBinaryFormatReader row) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < SpanKind.KIND.labels().size(); i++) {
      labels.add(row.getString("l" + i));
    }
    String trace = row.getString("trace");
    Span span =
        new Span(
            List.copyOf(labels),
            row.getLong("started"),
            row.getLong("took"),
            row.getLong("failed") != 0,
            row.getString("peer"),
            (int) row.getLong("port"),
            number(trace, 0),
            number(trace, 16),
            number(row.getString("own"), 0),
            number(row.getString("parent"), 0));
    return new Stored(row.getString("host"), span);
  }

  /** Sixteen hexadecimal digits; what somebody else wrote into the table may be anything. */
  private static long number(String digits, int from) {
    if (digits.length() < from + 16) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(digits, from, from + 16, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
