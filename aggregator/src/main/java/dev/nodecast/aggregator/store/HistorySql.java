package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The statements of {@link History}: names come from the catalog, values are parameters. First per
 * entity and step, then added up over entities, because a mean over entities and time at once would
 * weigh them by their rows.
 */
final class HistorySql {
  private final Kind kind;
  private final Resolution resolution;
  private final List<Line> lines;

  HistorySql(Kind kind, Resolution resolution, List<Line> lines) {
    this.kind = kind;
    this.resolution = resolution;
    this.lines = lines;
  }

  String series(Map<String, String> where, String by) {
    String step = "intDiv(toInt64(toUnixTimestamp(ts)) - {from:Int64}, {step:Int64})";
    return over(List.of(step), by.isEmpty() ? List.of() : List.of(by), where) + " ORDER BY k0";
  }

  String top(Map<String, String> where, List<String> by) {
    return over(List.of(), by, where) + " ORDER BY v0 DESC, k0 LIMIT {limit:UInt32}";
  }

  /** Columns k0… (keys), lo, hi, v0… (or b0…, c0… for histograms). */
  private String over(List<String> expressions, List<String> labels, Map<String, String> where) {
    List<String> keys = new ArrayList<>(expressions);
    keys.addAll(labels);
    StringBuilder outerKeys = new StringBuilder();
    StringBuilder innerKeys = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      innerKeys.append(i == 0 ? "" : ", ").append(keys.get(i)).append(" AS k").append(i);
      boolean text = i >= expressions.size();
      outerKeys.append(i == 0 ? "" : ", ");
      outerKeys.append(text ? "toString(k" + i + ")" : "k" + i).append(" AS k").append(i);
    }
    StringBuilder outer = new StringBuilder("SELECT ").append(outerKeys);
    outer.append(", toInt64(min(lo)) AS lo, toInt64(max(hi)) AS hi");
    StringBuilder inner = new StringBuilder("SELECT ").append(innerKeys);
    inner.append(", min(toUnixTimestamp(ts)) AS lo, max(toUnixTimestamp(ts)) AS hi");
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      if (histogram(lines, i) != i) {
        continue; // another quantile of buckets that are there already
      }
      if (line.column().type() == ColumnType.HISTOGRAM) {
        String name = line.column().name();
        inner.append(", sumMap(" + name + "_buckets, " + name + "_counts) AS h" + i);
        outer.append(", sumMap(h" + i + ".1, h" + i + ".2) AS m" + i);
        outer.append(", CAST(m" + i + ".1, 'Array(Int32)') AS b" + i);
        outer.append(", CAST(m" + i + ".2, 'Array(Int64)') AS c" + i);
      } else {
        inner.append(", ").append(value(line)).append(" AS e").append(i);
        outer.append(", ifNull(toFloat64(sum(e" + i + ")), nan) AS v" + i);
      }
    }
    inner.append(" FROM ").append(Table.DATABASE).append('.');
    inner.append(kind.name()).append(resolution.suffix());
    if (resolution != Resolution.RAW) {
      inner.append(" FINAL");
    }
    inner.append(" WHERE ts >= toDateTime({from:Int64}, 'UTC')");
    inner.append(" AND ts < toDateTime({to:Int64}, 'UTC')");
    int number = 0;
    for (String label : where.keySet().stream().sorted().toList()) {
      String type = label.equals("node") ? "String" : parameterType(label);
      inner.append(" AND ").append(label);
      inner.append(" = {w").append(number++).append(':').append(type).append('}');
    }
    inner.append(" GROUP BY ").append(numbered(keys.size()));
    if (perEntity()) {
      for (String label : kind.labels()) {
        inner.append(", ").append(label);
      }
      inner.append(", node");
    }
    outer.append(" FROM (").append(inner).append(") GROUP BY ").append(numbered(keys.size()));
    return outer.toString();
  }

  /** Which line's buckets a line is a quantile of: those of one column are added up once. */
  static int histogram(List<Line> lines, int i) {
    Column column = lines.get(i).column();
    for (int first = 0; column.type() == ColumnType.HISTOGRAM && first < i; first++) {
      if (lines.get(first).column().equals(column)) {
        return first;
      }
    }
    return i;
  }

  static String parameterType(String label) {
    return SqlTypes.numeric(label) ? SqlTypes.label(label) : "String";
  }

  /** Sums and histograms need no step between rows and the whole. */
  private boolean perEntity() {
    for (Line line : lines) {
      if (line.stat() != Stat.RATE
          && line.stat() != Stat.SUM
          && line.column().type() != ColumnType.HISTOGRAM) {
        return true;
      }
    }
    return false;
  }

  private String value(Line line) {
    Column column = line.column();
    String name = column.name();
    boolean raw = resolution == Resolution.RAW;
    boolean counter = column.type() == ColumnType.COUNTER;
    String highest = raw && (counter || !column.max()) ? name : name + "_max";
    return switch (line.stat()) {
      case RATE, SUM -> "sum(" + name + ")";
      case MEAN ->
          raw
              ? "avg(" + name + ")"
              : "sum(" + name + "_sum) / nullIf(sum(" + name + "_windows), 0)";
      case LAST -> "argMaxIf(" + name + ", ts, " + name + " IS NOT NULL)";
      case MAX -> "max(" + highest + ")";
      case MIN -> "min(" + (raw ? name : name + "_min") + ")";
      default -> throw new IllegalStateException(line.stat() + ": computed from the histogram");
    };
  }

  private static String numbered(int keys) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < keys; i++) {
      out.append(i == 0 ? "" : ", ").append('k').append(i);
    }
    return out.toString();
  }
}
