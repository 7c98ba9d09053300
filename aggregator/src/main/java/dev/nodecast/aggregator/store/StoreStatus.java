package dev.nodecast.aggregator.store;

import java.time.Instant;
import java.util.Map;

/**
 * How writing goes, for the Status page and metrics.
 *
 * @param ready ClickHouse was reached once, its schema applied, its watermarks read
 * @param reachable the last statement was answered
 * @param paused why nothing is written, or empty
 * @param lastError of the last statement that failed, in the database's words; empty when none did
 * @param since when {@code reachable} last changed
 * @param rowsPerSecond stored, over the last 10 s or more
 * @param valuesPerSecond stored columns of rows, over the same time
 * @param rows stored since start
 * @param values stored since start
 * @param pendingBytes of windows taken and not stored
 * @param pendingLimit most of that
 * @param pendingWindows taken and not stored
 * @param commits blocks stored
 * @param retries blocks sent again
 * @param recovered blocks whose answer was lost and that were found stored
 * @param failures failed statements by reason
 * @param drops rows not stored, by reason: {@code already_stored} is what a replay brought again
 * @param refusedOffers windows not taken, their frames stay with the agent
 * @param stuck database's words by kind whose rows are refused, and wait
 * @param lastCommitMs how long the last round over all tables took
 */
public record StoreStatus(
    boolean ready,
    boolean reachable,
    String paused,
    String lastError,
    Instant since,
    double rowsPerSecond,
    double valuesPerSecond,
    long rows,
    long values,
    long pendingBytes,
    long pendingLimit,
    int pendingWindows,
    long commits,
    long retries,
    long recovered,
    Map<String, Failure> failures,
    Map<String, Long> drops,
    long refusedOffers,
    Map<String, String> stuck,
    long lastCommitMs) {
  /**
   * Failed statements of one reason.
   *
   * @param last when one failed for the last time
   * @param words the database's, of that one
   */
  public record Failure(long count, Instant last, String words) {}
}
