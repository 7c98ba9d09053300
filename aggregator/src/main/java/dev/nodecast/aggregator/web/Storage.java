package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.store.BucketPoint;
import dev.nodecast.aggregator.store.ClusterHistory;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.aggregator.store.EventQuery;
import dev.nodecast.aggregator.store.EventSources;
import dev.nodecast.aggregator.store.Series;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.aggregator.store.SpanHistory;
import dev.nodecast.aggregator.store.SpanQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What the web side needs of the past: its state and its series. Safe for several threads. */
public interface Storage {
  /**
   * How storing goes; answered from memory.
   *
   * @param ready whether windows are stored and history can be asked for
   * @param reason why not, in the database's words; empty when ready
   * @param engine what it is, for people
   * @param since when it became ready, or ceased to be; EPOCH when not known
   * @param committedUpTo end of the newest window that is stored; EPOCH when none
   * @param rowsPerSecond NaN when not known; the same for the other numbers
   * @param restarts of the embedded engine
   * @param errors failed statements by reason, with the database's words about the last one
   * @param stuck the database's words by table that refuses its rows; they wait
   * @param drops rows not stored, by reason
   * @param counters further counters by full Prometheus name, without {@code _total} doubled
   * @param gauges further gauges by full Prometheus name
   */
  record Facts(
      boolean ready,
      String reason,
      String engine,
      Instant since,
      Instant committedUpTo,
      double rowsPerSecond,
      double pendingBytes,
      double diskUsedBytes,
      double diskFreeBytes,
      long restarts,
      Map<String, Failure> errors,
      Map<String, String> stuck,
      Map<String, Long> drops,
      Map<String, Long> counters,
      Map<String, Double> gauges) {
    /** Failed statements by reason. */
    Map<String, Long> errorCounts() {
      Map<String, Long> counts = new TreeMap<>();
      errors.forEach((reason, of) -> counts.put(reason, of.count()));
      return counts;
    }
  }

  /**
   * Failed statements of one reason.
   *
   * @param last when one failed for the last time
   * @param words about that one
   */
  record Failure(long count, Instant last, String words) {}

  Facts facts();

  /**
   * Blocks.
   *
   * @throws HistoryException when the database does not answer, in its own words
   */
  Series series(SeriesQuery query) throws HistoryException;

  /** A histogram's buckets over time; as {@link #series}. */
  List<BucketPoint> buckets(SeriesQuery query) throws HistoryException;

  /** Asks what is stored of the cluster; as {@link #series}. */
  <T> T cluster(Function<ClusterHistory, T> question) throws HistoryException;

  /** How storing what receivers collected of the cluster goes. */
  ClusterStore.Status clusterStatus();

  /** As {@link #series}. */
  EventHistory.Page events(EventQuery query, EventSources sources) throws HistoryException;

  /** As {@link #series}. */
  List<SpanHistory.Stored> spans(SpanQuery query) throws HistoryException;

  /** The history could not be read; the message is the database's. */
  final class HistoryException extends Exception {
    private static final long serialVersionUID = 1;

    public HistoryException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
