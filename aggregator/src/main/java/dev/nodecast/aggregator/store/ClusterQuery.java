package dev.nodecast.aggregator.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows of a table of the cluster are asked for.
 *
 * @param fromMs Unix milliseconds
 * @param toMs behind the last one
 * @param where wanted values by column; also empty ones
 * @param text to be found in any case; empty for all
 * @param limit 1 to 1,000
 * @param offset rows before those that are wanted
 */
public record ClusterQuery(
    long fromMs, long toMs, Map<String, String> where, String text, int limit, int offset) {
  /** Rows that a page may lie behind: paging further than this is a query, not reading. */
  public static final int DEEPEST = 100_000;

  static final Map<String, String> LIMITS =
      Map.of(
          "max_execution_time", "5",
          "max_result_rows", "300000",
          "max_memory_usage", "2000000000",
          "readonly", "2");

  /**
   * Some rows, and how many there are.
   *
   * @param matching how many the query matches
   */
  public record Page<T>(List<T> rows, long matching) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  public ClusterQuery {
    where = Map.copyOf(where);
    if (limit < 1 || limit > 1_000 || offset < 0 || offset > DEEPEST) {
      throw new IllegalArgumentException(
          "rows: " + limit + " from " + offset + " (expected: 1 to 1000 from 0 to 100000)");
    }
  }

  /**
   * A condition for the rows, with its values in {@code parameters}.
   *
   * @param columns expressions by the names that may be asked by
   * @param searched expressions that the text is looked for in
   * @throws IllegalArgumentException for a column that is not asked by
   */
  String condition(
      Map<String, String> columns, List<String> searched, Map<String, Object> parameters) {
    parameters.put("from", fromMs);
    parameters.put("to", toMs);
    parameters.put("limit", limit);
    parameters.put("offset", offset);
    StringBuilder out =
        new StringBuilder(
            "ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')"
                + " AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')");
    where.forEach(
        (column, value) -> {
          String expression = columns.get(column);
          if (expression == null) {
            throw new IllegalArgumentException(
                "column: " + column + " (expected: one of " + columns.keySet() + ")");
          }
          out.append(" AND ").append(expression).append(" = {w_").append(column).append(":String}");
          parameters.put("w_" + column, Parameters.text(value));
        });
    if (!text.isEmpty()) {
      parameters.put("text", Parameters.text(text));
      String separator = " AND (";
      for (String expression : searched) {
        out.append(separator).append("positionCaseInsensitiveUTF8(toString(").append(expression);
        out.append("), {text:String}) > 0");
        separator = " OR ";
      }
      out.append(')');
    }
    return out.toString();
  }

  /** Two arrays of a row as a map. */
  static Map<String, String> map(String[] names, String[] values) {
    Map<String, String> out = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      out.put(names[i], values[i]);
    }
    return out;
  }
}
