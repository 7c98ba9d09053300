package dev.nodecast.aggregator.store;

/**
 * One SQL column of a table.
 *
 * @param name SQL name
 * @param type SQL type, exactly as {@code system.columns} shows it
 * @param codec what stands in {@code CODEC(…)}
 * @param help its comment
 * @param role what is in it
 * @param index which label or column of the kind it is about; 0 for the other roles
 * @param rollup how it is computed from the rows of the finer table, or ({@code COMPUTED}) from
 *     other columns of the row; empty otherwise
 */
record Field(
    String name, String type, String codec, String help, Role role, int index, String rollup) {

  /** What a field holds. */
  enum Role {
    TS,
    NODE,
    LABEL,
    BOOT,
    SEQ,
    TICKS,
    SAMPLES,
    /** A counter's increase, or a gauge's last value. */
    VALUE,
    /** The largest value in a window. */
    MAXIMUM,
    TEXT,
    BUCKETS,
    COUNTS,
    /** Of an event; which one says the index. */
    EVENT,
    /** Of a span; which one says the index. */
    SPAN,
    /** Of a table that is written in another way than windows. */
    OWN,
    /** By the server, when the row comes. */
    COMPUTED,
    /** Further aggregates that only rollups have. */
    AGGREGATE
  }

  static Field of(String name, String type, String codec, String help, Role role, String rollup) {
    return new Field(name, type, codec, help, role, 0, rollup);
  }

  boolean nullable() {
    return type.startsWith("Nullable(");
  }
}
