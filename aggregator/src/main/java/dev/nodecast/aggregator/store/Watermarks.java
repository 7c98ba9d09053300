package dev.nodecast.aggregator.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The largest sequence number that each table has of each (node, boot). Read from the tables once,
 * moved on by commits. Written by one thread, read by any.
 */
final class Watermarks {
  /** One agent's sequence of frames. */
  record Stream(String node, String boot) {
    static Stream of(Window window) {
      return new Stream(window.node(), window.boot());
    }
  }

  private final Map<Stream, long[]> bySource = new HashMap<>();

  /** Reads them anew; what is in memory and higher stays. */
  void load(Database database, List<Table> raw) {
    for (int kind = 0; kind < raw.size(); kind++) {
      Table table = raw.get(kind);
      List<Object[]> rows =
          database.query(
              "SELECT toString(node) AS n, toString(boot) AS b, toInt64(max(seq)) AS s FROM "
                  + table.qualified()
                  + " GROUP BY node, boot",
              Map.of(),
              row -> new Object[] {row.getString("n"), row.getString("b"), row.getLong("s")});
      for (Object[] row : rows) {
        advance(kind, new Stream((String) row[0], (String) row[1]), (Long) row[2]);
      }
    }
  }

  /**
   * A copy of what is stored of this stream, by position in the catalog, at last of events and
   * spans.
   */
  synchronized long[] of(Stream stream) {
    long[] marks = bySource.get(stream);
    return marks == null ? new long[WindowStore.TABLES] : marks.clone();
  }

  synchronized long of(int kind, Stream stream) {
    long[] marks = bySource.get(stream);
    return marks == null ? 0 : marks[kind];
  }

  synchronized void advance(int kind, Stream stream, long seq) {
    long[] marks = bySource.computeIfAbsent(stream, s -> new long[WindowStore.TABLES]);
    marks[kind] = Math.max(marks[kind], seq);
  }

  /**
   * Whether the table has these rows: asked after a statement whose answer was lost. A block is
   * stored whole or not at all; on a cluster each shard has its own part of it, so every stream is
   * asked for.
   *
   * @param expected last sequence number by stream
   * @param fromSeconds beginning of the block's day, Unix seconds
   */
  static boolean stored(
      Database database, Table table, Map<Stream, Long> expected, long fromSeconds) {
    for (Map.Entry<Stream, Long> entry : expected.entrySet()) {
      List<Long> found =
          database.query(
              "SELECT toInt64(max(seq)) AS s FROM "
                  + table.qualified()
                  + " WHERE node = {node:String} AND boot = {boot:String}"
                  + " AND "
                  + table.layout().clock()
                  + " >= toDateTime({from:Int64}, 'UTC') AND "
                  + table.layout().clock()
                  + " < toDateTime({from:Int64}, 'UTC') + 86400",
              Map.of(
                  "node", Parameters.text(entry.getKey().node()),
                  "boot", Parameters.text(entry.getKey().boot()),
                  "from", fromSeconds),
              row -> row.getLong("s"));
      if (found.isEmpty() || found.get(0) < entry.getValue()) {
        return false;
      }
    }
    return true;
  }
}
