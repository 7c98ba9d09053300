package dev.nodecast.aggregator.store;

/** The grains in which every kind is kept: its table's suffix, its rows' length, its partitions. */
public enum Resolution {
  RAW("", 0, "toDate(ts)"),
  MINUTE("_1m", 60, "toDate(ts)"),
  HOUR("_1h", 3600, "toYYYYMM(ts)");

  private final String suffix;
  private final int seconds;
  private final String partition;

  Resolution(String suffix, int seconds, String partition) {
    this.suffix = suffix;
    this.seconds = seconds;
    this.partition = partition;
  }

  /** What the table's name ends in after the kind's name. */
  public String suffix() {
    return suffix;
  }

  /** What one row covers, in seconds; 0 for raw rows, whose length is the configured window. */
  public int seconds() {
    return seconds;
  }

  String partition() {
    return partition;
  }
}
