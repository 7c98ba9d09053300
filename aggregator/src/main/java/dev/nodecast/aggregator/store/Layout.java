package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Kind;

/**
 * Where rows of a table lie, and what one row is.
 *
 * @param clock the column that partitions and the time of keeping follow; in a block it stays
 *     within one day, so that a block is one part, stored whole or not at all
 * @param partition expression
 * @param order expression
 * @param shard column that says where a row lies on a cluster
 * @param row what one row is; a sentence for the table's comment
 */
record Layout(String clock, String partition, String order, String shard, String row) {
  /** By day, as raw rows lie: those the free-space guard may drop. */
  static Layout daily(String clock, String order, String shard, String row) {
    return new Layout(clock, "toDate(" + clock + ")", order, shard, row);
  }

  /**
   * Raw rows start with the hour, so that "the last minutes" reads little of a long table; within
   * it rows of one entity lie together, which is what makes them small.
   */
  static Layout of(Kind kind, Resolution resolution) {
    StringBuilder order = new StringBuilder("(");
    if (resolution == Resolution.RAW) {
      order.append("toStartOfHour(ts), ");
    }
    for (String label : kind.labels()) {
      order.append(label).append(", ");
    }
    order.append("node, ts)");
    String row =
        switch (resolution) {
          case RAW -> "One row per entity and window.";
          case MINUTE -> "One row per entity and minute; read with FINAL.";
          case HOUR -> "One row per entity and hour; read with FINAL.";
        };
    return new Layout("ts", resolution.partition(), order.toString(), "node", row);
  }
}
