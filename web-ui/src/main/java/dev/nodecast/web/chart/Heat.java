package dev.nodecast.web.chart;

import dev.nodecast.web.read.Series;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares over time, such as the busy share of every CPU: one row each, one path per level.
 *
 * @param levels path data of the levels h0 to h5
 */
public record Heat(int columns, int rows, List<String> levels, List<String> times) {
  private static final int MAX_COLUMNS = 100;
  private static final int MAX_ROWS = 64;

  /** Where each level begins: of what is busy to some share, and is drawn when it is idle too. */
  static final double[] BUSY = {0, 0.1, 0.3, 0.5, 0.7, 0.9};

  /** Of parts of a whole: the few slow ones of a hundred are to be seen, none is nothing. */
  static final double[] SPREAD = {Double.MIN_VALUE, 0.01, 0.05, 0.15, 0.35, 0.6};

  /** Null when nothing was measured in this range. */
  static Heat of(Series series, ZoneId zone, double[] from) {
    double[][] shares = series.heat();
    int points = series.range().points();
    if (shares.length == 0 || points == 0) {
      return null;
    }
    int columns = Math.min(points, MAX_COLUMNS);
    int rows = Math.min(shares.length, MAX_ROWS);
    List<StringBuilder> levels = new ArrayList<>();
    for (int i = 0; i < from.length; i++) {
      levels.add(new StringBuilder());
    }
    for (int row = 0; row < rows; row++) {
      int begin = 0;
      int current = -1;
      for (int column = 0; column <= columns; column++) {
        double mean = column == columns ? -1 : mean(shares, row, rows, column, columns, points);
        int level = level(mean, from);
        if (level != current) {
          if (current >= 0) {
            // The first row is at the bottom.
            int y = rows - 1 - row;
            int width = column - begin;
            levels.get(current).append('M').append(begin).append(' ').append(y);
            levels.get(current).append('h').append(width).append("v1h-").append(width).append('z');
          }
          current = level;
          begin = column;
        }
      }
    }
    List<String> paths = levels.stream().map(StringBuilder::toString).toList();
    return new Heat(columns, rows, paths, Plot.times(series.range(), zone));
  }

  /** -1 below the first level, and where nothing was measured. */
  private static int level(double mean, double[] from) {
    int level = from.length - 1;
    while (level >= 0 && !(mean >= from[level])) {
      level--;
    }
    return level;
  }

  /** Mean of the points and rows behind a cell; NaN when none was measured. */
  private static double mean(
      double[][] shares, int row, int rows, int column, int columns, int points) {
    double sum = 0;
    int count = 0;
    for (int core = row * shares.length / rows; core < (row + 1) * shares.length / rows; core++) {
      int end = Math.min(shares[core].length, (column + 1) * points / columns);
      for (int point = column * points / columns; point < end; point++) {
        if (!Double.isNaN(shares[core][point])) {
          sum += shares[core][point];
          count++;
        }
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
