package dev.nodecast.aggregator.store;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.store.ClusterQuery.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stored metrics of the cluster. */
public final class MetricHistory {
  /** Columns that may be asked by; the subject's are the first of a value's identity. */
  public static final List<String> COLUMNS =
      List.of(
          "kind",
          "namespace",
          "name",
          "uid",
          "node",
          "workload_kind",
          "workload",
          "pod",
          "container",
          "receiver",
          "metric");

  private static final int SUBJECT = 9;

  /** Lines of one answer. */
  public static final int MOST_LINES = 100;

  private static final String TABLE = ClusterTables.METRIC.table().qualified();
  private static final List<String> SEARCHED =
      List.of("metric", "namespace", "name", "workload", "pod", "container", "node");

  /**
   * The last value of one thing.
   *
   * @param timeMs when it was collected
   */
  public record Value(
      long timeMs,
      String receiver,
      String metric,
      String unit,
      Subject subject,
      Map<String, String> attributes,
      double value) {}

  /** How the values of a step become one. */
  public enum Stat {
    LAST("argMax(value, ts)"),
    MEAN("avg(value)"),
    MAX("max(value)"),
    MIN("min(value)");

    private final String sql;

    Stat(String sql) {
      this.sql = sql;
    }
  }

  /**
   * One metric of one thing over time.
   *
   * @param values by step; NaN where nothing was collected
   */
  public record Line(
      String unit, Subject subject, Map<String, String> attributes, double[] values) {}

  private final Database database;

  MetricHistory(Database database) {
    this.database = database;
  }

  /** The last value within the query's time, of everything that matches. */
  public Page<Value> latest(ClusterQuery query) {
    Map<String, Object> parameters = new HashMap<>();
    String condition = query.condition(columns(), SEARCHED, parameters);
    String from =
        " FROM (SELECT "
            + names("", "_2")
            + ", receiver, metric, any(unit) AS unit_, attributes, argMax(value, ts) AS last,"
            + " max(ts) AS at FROM "
            + TABLE
            + " WHERE "
            + condition
            + " GROUP BY receiver, metric, kind, namespace, name, uid, pod, container, attributes)";
    long matching =
        database
            .query(
                "SELECT toInt64(count()) AS n" + from,
                parameters,
                ClusterQuery.LIMITS,
                row -> row.getLong("n"))
            .get(0);
    List<Value> values =
        database.query(
            "SELECT "
                + subject()
                + ", toString(receiver) AS r, toString(metric) AS m, toString(unit_) AS u, "
                + attributes()
                + ", last, toInt64(toUnixTimestamp(at)) AS seconds"
                + from
                + " ORDER BY m, s1, s7, s2, s3, s8, r, toString(attributes)"
                + " LIMIT {limit:UInt32} OFFSET {offset:UInt32}",
            parameters,
            ClusterQuery.LIMITS,
            row ->
                new Value(
                    row.getLong("seconds") * 1000,
                    row.getString("r"),
                    row.getString("m"),
                    row.getString("u"),
                    subject(row),
                    attributes(row),
                    row.getDouble("last")));
    return new Page<>(values, matching);
  }

  /**
   * One metric over time, of everything that matches, at most {@link #MOST_LINES} by name.
   *
   * @param query with the metric among its columns; its end is that of the last step
   */
  public List<Line> series(ClusterQuery query, int stepSeconds, Stat stat) {
    Map<String, Object> parameters = new HashMap<>();
    String condition = query.condition(columns(), SEARCHED, parameters);
    long seconds = Math.floorDiv(query.toMs() + 999, 1000) - Math.floorDiv(query.fromMs(), 1000);
    int steps = (int) ((seconds + stepSeconds - 1) / stepSeconds);
    parameters.put("step", stepSeconds);
    parameters.put("lines", MOST_LINES);
    String identity = "receiver, kind, namespace, name, uid, pod, container, attributes";
    String step = "intDiv(toInt64(toUnixTimestamp(ts)) - intDiv({from:Int64}, 1000), {step:Int64})";
    return database.query(
        "SELECT "
            + subject()
            + ", toString(unit_) AS u, "
            + attributes()
            + ", points, amounts FROM (SELECT "
            + names("_1", "_2")
            + ", receiver, attributes, any(unit__) AS unit_, groupArray(toInt32(step)) AS points,"
            + " groupArray(amount) AS amounts FROM (SELECT "
            + names("", "_1")
            + ", receiver, attributes, any(unit) AS unit__, "
            + step
            + " AS step, "
            + stat.sql
            + " AS amount FROM "
            + TABLE
            + " WHERE "
            + condition
            + " GROUP BY step, "
            + identity
            + ") GROUP BY "
            + identity
            + ") ORDER BY s1, s7, s2, s3, s8, toString(attributes) LIMIT {lines:UInt32}",
        parameters,
        ClusterQuery.LIMITS,
        row -> {
          double[] values = new double[steps];
          Arrays.fill(values, Double.NaN);
          int[] points = row.getIntArray("points");
          double[] amounts = row.getDoubleArray("amounts");
          for (int i = 0; i < points.length; i++) {
            values[points[i]] = amounts[i];
          }
          return new Line(row.getString("u"), subject(row), attributes(row), values);
        });
  }

  private static Map<String, String> columns() {
    Map<String, String> out = new TreeMap<>();
    COLUMNS.forEach(column -> out.put(column, column));
    return out;
  }

  /**
   * What names a thing, and what may change while it lives: of that any value will do. Under other
   * names, since a condition would take {@code any(node) AS node} for its column.
   */
  private static String names(String from, String to) {
    return "kind, namespace, name, uid, pod, container"
        + Stream.of("node", "workload_kind", "workload")
            .map(column -> ", any(" + column + from + ") AS " + column + to)
            .collect(Collectors.joining());
  }

  private static String subject() {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < SUBJECT; i++) {
      String column = COLUMNS.get(i);
      boolean any = column.equals("node") || column.startsWith("workload");
      out.add("toString(" + column + (any ? "_2" : "") + ") AS s" + i);
    }
    return String.join(", ", out);
  }

  private static Subject subject(ClickHouseBinaryFormatReader row) {
    return new Subject(
        row.getString("s0"),
        row.getString("s1"),
        row.getString("s2"),
        row.getString("s3"),
        row.getString("s4"),
        row.getString("s5"),
        row.getString("s6"),
        row.getString("s7"),
        row.getString("s8"));
  }

  private static String attributes() {
    return "arrayMap(k -> toString(k), mapKeys(attributes)) AS keys, mapValues(attributes) AS texts";
  }

  private static Map<String, String> attributes(ClickHouseBinaryFormatReader row) {
    return ClusterQuery.map(row.getStringArray("keys"), row.getStringArray("texts"));
  }
}
