package dev.nodecast.aggregator.store;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Questions about the past. Every method blocks, is bounded in time and rows, and throws {@link
 * DatabaseException} with the database's own words when it cannot answer. Safe for several threads.
 */
public final class History {
  private static final Map<String, String> LIMITS =
      Map.of(
          "max_execution_time", "10",
          "max_result_rows", "200000",
          "max_memory_usage", "2000000000",
          "do_not_merge_across_partitions_select_final", "1",
          "readonly", "2");

  private final Database database;
  private final int windowSeconds;
  private final Periods retention;
  private final LongSupplier wallMs;

  History(Database database, int windowSeconds, Periods retention, LongSupplier wallMs) {
    this.database = database;
    this.windowSeconds = windowSeconds;
    this.retention = retention;
    this.wallMs = wallMs;
  }

  /** Lines over time; points without rows are gaps. */
  public Series series(SeriesQuery query) {
    Resolution resolution = resolution(query.fromSeconds(), query.stepSeconds());
    Map<String, Object> parameters = parameters(query.where(), query.fromSeconds());
    parameters.put("to", query.toSeconds());
    parameters.put("step", query.stepSeconds());
    String sql =
        new HistorySql(query.kind(), resolution, query.lines()).series(query.where(), query.by());
    Map<String, double[][]> values = new LinkedHashMap<>();
    database.query(
        sql,
        parameters,
        LIMITS,
        row -> {
          int point = (int) row.getLong("k0");
          String name = query.by().isEmpty() ? "" : row.getString("k1");
          double[][] lines = values.computeIfAbsent(name, n -> gaps(query));
          double seconds = covered(row.getLong("lo"), row.getLong("hi"), resolution);
          for (int i = 0; i < lines.length; i++) {
            lines[i][point] = value(query.lines(), i, row, seconds);
          }
          return null;
        });
    return new Series(resolution, query.fromSeconds(), query.stepSeconds(), values);
  }

  /** What the buckets of the only line's histogram hold, step by step. */
  public List<BucketPoint> buckets(SeriesQuery query) {
    Resolution resolution = resolution(query.fromSeconds(), query.stepSeconds());
    Map<String, Object> parameters = parameters(query.where(), query.fromSeconds());
    parameters.put("to", query.toSeconds());
    parameters.put("step", query.stepSeconds());
    return database.query(
        new HistorySql(query.kind(), resolution, query.lines()).series(query.where(), ""),
        parameters,
        LIMITS,
        row ->
            new BucketPoint(
                (int) row.getLong("k0"), row.getIntArray("b0"), row.getLongArray("c0")));
  }

  /** The largest, in order. */
  public List<Top.Row> top(Top top) {
    long length = top.toSeconds() - top.fromSeconds();
    // A ranking is one point: the coarsest rows that are much shorter than it.
    int grain = length <= 2 * 3600 ? 1 : length <= 3 * 86_400 ? 60 : 3600;
    Resolution resolution = resolution(top.fromSeconds(), grain);
    Map<String, Object> parameters = parameters(top.where(), top.fromSeconds());
    parameters.put("to", top.toSeconds());
    parameters.put("limit", top.limit());
    String sql =
        new HistorySql(top.kind(), resolution, List.of(top.line())).top(top.where(), top.by());
    return database.query(
        sql,
        parameters,
        LIMITS,
        row -> {
          List<String> labels = new ArrayList<>(top.by().size());
          for (int i = 0; i < top.by().size(); i++) {
            labels.add(row.getString("k" + i));
          }
          return new Top.Row(labels, value(List.of(top.line()), 0, row, length));
        });
  }

  /** Raw rows while they are kept and a step is less than a minute; else rollups. */
  private Resolution resolution(long fromSeconds, int stepSeconds) {
    long age = wallMs.getAsLong() / 1000 - fromSeconds;
    if (stepSeconds >= 3600 && stepSeconds % 3600 == 0) {
      return Resolution.HOUR;
    }
    if ((stepSeconds >= 60 && stepSeconds % 60 == 0) || age > retention.raw().toSeconds()) {
      return age > retention.minute().toSeconds() ? Resolution.HOUR : Resolution.MINUTE;
    }
    return Resolution.RAW;
  }

  private static Map<String, Object> parameters(Map<String, String> where, long from) {
    Map<String, Object> out = new HashMap<>();
    out.put("from", from);
    int number = 0;
    for (String label : where.keySet().stream().sorted().toList()) {
      out.put("w" + number++, Parameters.text(where.get(label)));
    }
    return out;
  }

  private static double[][] gaps(SeriesQuery query) {
    double[][] out = new double[query.lines().size()][query.points()];
    for (double[] line : out) {
      Arrays.fill(line, Double.NaN);
    }
    return out;
  }

  /** The time that rows from {@code lo} to {@code hi} stand for; a running hour is not over. */
  private double covered(long lo, long hi, Resolution resolution) {
    int row = resolution == Resolution.RAW ? windowSeconds : resolution.seconds();
    long end = Math.min(hi + row, wallMs.getAsLong() / 1000);
    return Math.max(1, end - lo);
  }

  private double value(List<Line> lines, int i, ClickHouseBinaryFormatReader row, double seconds) {
    Line line = lines.get(i);
    Column column = line.column();
    if (column.type() == ColumnType.HISTOGRAM) {
      int of = HistorySql.histogram(lines, i);
      return Histogram.quantile(
          row.getIntArray("b" + of), row.getLongArray("c" + of), line.stat().quantile());
    }
    double value = row.getDouble("v" + i);
    return switch (line.stat()) {
      case RATE -> value / seconds;
      case MAX -> column.type() == ColumnType.COUNTER ? value / windowSeconds : value;
      default -> value;
    };
  }
}
