package dev.nodecast.bench.proof;

import dev.nodecast.bench.proof.Ledger.Entity;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds one sequence of frames of one agent's ledger against ClickHouse's rows of it. */
final class Comparison {
  private static final int MOST_DIFFERENCES = 20;

  /** Where ClickHouse is asked. */
  @FunctionalInterface
  interface Rows {
    List<String[]> sql(String statement) throws IOException, InterruptedException;
  }

  private final Rows rows;
  private final Ledger.Boot ledger;
  private final String where;
  private final List<String> wrong = new ArrayList<>();
  private long cells;

  Comparison(Rows rows, String node, String boot, Ledger.Boot ledger) {
    this.rows = rows;
    this.ledger = ledger;
    where = " WHERE node = '" + node + "' AND boot = '" + boot + "' AND seq <= " + ledger.lastSeq;
  }

  List<String> wrong() {
    return wrong;
  }

  /** Sums that were compared. */
  long cells() {
    return cells;
  }

  /** Compares everything. */
  void all() throws Exception {
    frames();
    for (Kind kind : Catalog.KINDS) {
      kind(kind);
    }
  }

  /** Every frame is in exactly one window. */
  private void frames() throws Exception {
    String counted = rows.sql("SELECT sum(frames) FROM node" + where).get(0)[0];
    check("frames in node", ledger.lastSeq, Long.parseLong(counted));
    check("frames in the ledger", ledger.lastSeq, ledger.frames);
  }

  /** Every counter of every entity, and no row twice. */
  private void kind(Kind kind) throws Exception {
    String labels = String.join(", ", kind.labels());
    String more = labels.isEmpty() ? "" : ", " + labels;
    List<Column> counters =
        kind.columns().stream().filter(column -> column.type() == ColumnType.COUNTER).toList();
    if (counters.isEmpty()) {
      return;
    }
    String all =
        counters.stream()
            .map(column -> "ifNull(" + column.name() + ", 0)")
            .collect(Collectors.joining(", ", "arraySum([", "])"));
    String names = counters.stream().map(Column::name).collect(Collectors.joining(", "));
    // An agent that restarted within a window gives its entities other slots, and each slot has a
    // row of its part of the window. A block that was stored twice has rows that are wholly alike.
    for (String[] twice :
        rows.sql(
            "SELECT ts, seq, count()"
                + more
                + " FROM "
                + kind.name()
                + where
                + " AND "
                + all
                + " > 0 GROUP BY ts, seq, "
                + names
                + more
                + " HAVING count() > 1 LIMIT 5")) {
      wrong.add(kind.name() + ": twice: " + String.join(" ", twice));
    }
    String sums =
        counters.stream()
            .map(column -> "sum(ifNull(" + column.name() + ", 0))")
            .collect(Collectors.joining(", "));
    String group = labels.isEmpty() ? "" : " GROUP BY " + labels;
    Map<List<Long>, Long> stored = new HashMap<>();
    for (String[] row : rows.sql("SELECT " + sums + " FROM " + kind.name() + where + group)) {
      count(stored, row);
    }
    compare(kind, counters, stored);
  }

  /**
   * Entities are compared as a bag of their sums: labels may hold anything, and need no unescaping
   * that way. An entity without any increase says nothing and is left out.
   */
  private static void count(Map<List<Long>, Long> bag, String[] row) {
    List<Long> sums = Arrays.stream(row).map(Long::valueOf).toList();
    if (sums.stream().anyMatch(sum -> sum != 0)) {
      bag.merge(sums, 1L, Long::sum);
    }
  }

  private void compare(Kind kind, List<Column> counters, Map<List<Long>, Long> stored) {
    Map<List<Long>, Long> sent = new HashMap<>();
    long[] total = new long[counters.size()];
    for (Map.Entry<Entity, long[]> entity : ledger.sums.entrySet()) {
      if (entity.getKey().kind().equals(kind.name())) {
        List<Long> sums = counters.stream().map(it -> entity.getValue()[it.index()]).toList();
        if (sums.stream().anyMatch(sum -> sum != 0)) {
          sent.merge(sums, 1L, Long::sum);
          for (int i = 0; i < total.length; i++) {
            total[i] += sums.get(i);
          }
        }
      }
    }
    for (int i = 0; i < total.length; i++) {
      int column = i;
      long in =
          stored.entrySet().stream().mapToLong(it -> it.getKey().get(column) * it.getValue()).sum();
      check(kind.name() + "." + counters.get(i).name(), total[i], in);
    }
    cells += (long) sent.size() * counters.size();
    if (!sent.equals(stored)) {
      Map<List<Long>, Long> missing = new HashMap<>(sent);
      Map<List<Long>, Long> excess = new HashMap<>(stored);
      missing.entrySet().removeIf(it -> it.getValue().equals(stored.get(it.getKey())));
      excess.entrySet().removeIf(it -> it.getValue().equals(sent.get(it.getKey())));
      add(kind.name() + ": sent but not stored " + missing + ", stored but not sent " + excess);
    }
  }

  private void check(String what, long sent, long stored) {
    if (sent != stored) {
      add(what + ": sent " + sent + ", stored " + stored + where);
    }
  }

  private void add(String difference) {
    if (wrong.size() < MOST_DIFFERENCES) {
      wrong.add(difference.substring(0, Math.min(difference.length(), 800)));
    }
  }
}
