package dev.nodecast.aggregator.store;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What the writer counts about itself; any thread may read it. */
final class WriteCounters {
  private static final long RATE_NANOS = 10_000_000_000L;

  private boolean reachable;
  private String lastError = "";
  private Instant since = Instant.now();
  private long rows;
  private long values;
  private long commits;
  private long retries;
  private long recovered;
  private long refusedOffers;
  private long lastCommitMs;
  private final Map<String, StoreStatus.Failure> failures = new TreeMap<>();
  private final Map<String, Long> drops = new TreeMap<>();
  private final Map<String, String> stuck = new TreeMap<>();
  private long markNanos = System.nanoTime();
  private long markRows;
  private long markValues;
  private double rowRate;
  private double valueRate;

  synchronized void stored(Table table, int count) {
    rows += count;
    values += (long) count * table.kind().columns().size();
    commits++;
    stuck.remove(table.kind().name());
    reached(true);
  }

  synchronized void failed(DatabaseException e) {
    lastError = String.valueOf(e.getMessage());
    count(e.reason());
    reached(e.fate() == DatabaseException.Fate.REFUSED);
  }

  /** A failure that is not the database's: its tables are not as expected. */
  synchronized void failed(String error) {
    lastError = error;
    count("schema");
  }

  private void count(String reason) {
    StoreStatus.Failure before = failures.get(reason);
    failures.put(
        reason,
        new StoreStatus.Failure(before == null ? 1 : before.count() + 1, Instant.now(), lastError));
  }

  synchronized void reached(boolean now) {
    if (now != reachable) {
      reachable = now;
      since = Instant.now();
    }
  }

  synchronized void retried() {
    retries++;
  }

  synchronized void recovered() {
    recovered++;
  }

  synchronized void refusedOffer() {
    refusedOffers++;
  }

  synchronized void dropped(String reason, long count) {
    drops.merge(reason, count, Long::sum);
  }

  synchronized void stuck(Table table, String error) {
    stuck.put(table.kind().name(), error);
  }

  synchronized void round(long ms) {
    lastCommitMs = ms;
  }

  synchronized StoreStatus status(
      boolean ready, String paused, long pendingBytes, long pendingLimit, int pendingWindows) {
    long nanos = System.nanoTime() - markNanos;
    if (nanos >= RATE_NANOS) {
      rowRate = (rows - markRows) * 1e9 / nanos;
      valueRate = (values - markValues) * 1e9 / nanos;
      markNanos += nanos;
      markRows = rows;
      markValues = values;
    }
    return new StoreStatus(
        ready,
        reachable,
        paused,
        lastError,
        since,
        rowRate,
        valueRate,
        rows,
        values,
        pendingBytes,
        pendingLimit,
        pendingWindows,
        commits,
        retries,
        recovered,
        Map.copyOf(failures),
        Map.copyOf(drops),
        refusedOffers,
        Map.copyOf(stuck),
        lastCommitMs);
  }
}
