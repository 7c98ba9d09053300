package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Reason;
import java.time.Instant;

/** What the storage counts, in words for people. */
final class StorageReasons {
  private static final int MOST_WORDS = 300;
  private static final String CODE = "code_";

  private StorageReasons() {}

  static Reason error(String reason, Storage.Failure of) {
    String what =
        switch (reason) {
          case "unreachable" -> "ClickHouse could not be reached; rows wait and are sent again";
          case "no_answer" -> "ClickHouse did not answer; it is asked whether it has the rows";
          case "schema" -> "ClickHouse has a table that is not as expected";
          default ->
              reason.startsWith(CODE)
                  ? "ClickHouse refused a statement with code " + reason.substring(CODE.length())
                  : reason.replace('_', ' ');
        };
    return new Reason(reason, what + said(of.words()), "storage", of.count(), of.last(), false);
  }

  static Reason stuck(String table, String words) {
    return new Reason(
        "stuck",
        "ClickHouse refuses the rows of this table now; they wait" + said(words),
        "table " + table,
        1,
        Instant.EPOCH,
        false);
  }

  static Reason drop(String reason, long count) {
    String what =
        switch (reason) {
          case "already_stored" -> "Rows that were sent again and are stored: nothing is lost";
          case "disk_space" ->
              "Rows of the oldest days, dropped for disk space (NODECAST_MIN_FREE)";
          default -> "Rows not stored: " + reason.replace('_', ' ');
        };
    boolean lost = !reason.equals("already_stored");
    return new Reason(reason, what, "storage", count, Instant.EPOCH, lost);
  }

  /** Of points, objects and entities of the cluster. */
  static Reason clusterDrop(String reason, long count) {
    String what =
        switch (reason) {
          case "already_stored" -> "States of the cluster that were read again and are stored";
          case "memory" -> "Rows of the cluster not stored: too many waited for ClickHouse";
          case "object_too_large" -> "Objects of the cluster not stored: larger than 1 MiB";
          default -> "Rows of the cluster not stored: " + reason.replace('_', ' ');
        };
    boolean lost = !reason.equals("already_stored");
    return new Reason(reason, what, "cluster", count, Instant.EPOCH, lost);
  }

  private static String said(String words) {
    String one = words.strip().replaceAll("\\s+", " ");
    return one.isEmpty()
        ? ""
        : ": " + (one.length() > MOST_WORDS ? one.substring(0, MOST_WORDS) + "…" : one);
  }
}
