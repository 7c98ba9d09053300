package dev.nodecast.catalog;

/** How a column's values behave; decides the wire code, the window aggregation and the SQL type. */
public enum ColumnType {
  /**
   * A monotonic cumulative number. Collectors emit the raw value; what travels and is stored is the
   * increase per interval.
   */
  COUNTER,
  /** An instant value; a window keeps the last one and, where the column says so, the largest. */
  GAUGE,
  /**
   * A base-2 exponential histogram of scale {@link Histogram#SCALE}; buckets are counted per
   * interval and merge by addition, so percentiles stay true at any zoom.
   */
  HISTOGRAM,
  /** A short text that rarely changes; a window keeps the last one. */
  TEXT
}
