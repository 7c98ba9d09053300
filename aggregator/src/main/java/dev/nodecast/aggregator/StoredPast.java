package dev.nodecast.aggregator;

import dev.nodecast.aggregator.engine.EmbeddedClickHouse;
import dev.nodecast.aggregator.store.BucketPoint;
import dev.nodecast.aggregator.store.ClusterHistory;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.aggregator.store.EventQuery;
import dev.nodecast.aggregator.store.EventSources;
import dev.nodecast.aggregator.store.Retention;
import dev.nodecast.aggregator.store.Rollups;
import dev.nodecast.aggregator.store.Series;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.aggregator.store.SpanHistory;
import dev.nodecast.aggregator.store.SpanQuery;
import dev.nodecast.aggregator.store.Store;
import dev.nodecast.aggregator.store.StoreStatus;
import dev.nodecast.aggregator.web.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The store and its engine as the web side sees them. */
final class StoredPast implements Storage {
  private final LateStore late;
  private final String engineName;
  private final ClusterStore cluster;

  /**
   * @param engineName for people
   * @param cluster takes what receivers collect
   */
  StoredPast(LateStore late, String engineName, ClusterStore cluster) {
    this.cluster = cluster;
    this.late = late;
    this.engineName = engineName;
  }

  @Override
  public Facts facts() {
    EmbeddedClickHouse engine = late.engine();
    long restarts = engine == null ? 0 : engine.state().restarts();
    Store store = late.store();
    if (store == null) {
      double none = Double.NaN;
      return new Facts(
          false,
          late.reason(),
          engineName,
          late.started(),
          Instant.EPOCH,
          none,
          none,
          none,
          none,
          restarts,
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of());
    }
    StoreStatus status = store.status();
    Retention.Status retention = store.retention();
    // A write that waits for a port where nobody answers would take its time to say so.
    boolean down = engine != null && !engine.state().running();
    String reason = down ? "clickhouse ended (" + engine.state().lastExit() + ")" : reason(status);
    return new Facts(
        reason.isEmpty(),
        reason,
        engineName,
        status.since(),
        late.commits().upTo(),
        status.rowsPerSecond(),
        status.pendingBytes(),
        retention.bytes(),
        retention.free() < 0 ? Double.NaN : retention.free(),
        restarts,
        errors(status),
        status.stuck(),
        drops(status, retention),
        counters(status, store.rollups(), retention),
        gauges(status, store.rollups()));
  }

  private static Map<String, Failure> errors(StoreStatus status) {
    Map<String, Failure> out = new TreeMap<>();
    status
        .failures()
        .forEach((reason, of) -> out.put(reason, new Failure(of.count(), of.last(), of.words())));
    return out;
  }

  /** With what the free-space guard dropped: rows that were stored and are not there any more. */
  private static Map<String, Long> drops(StoreStatus status, Retention.Status retention) {
    Map<String, Long> out = new TreeMap<>(status.drops());
    if (retention.guardRows() > 0) {
      out.put("disk_space", retention.guardRows());
    }
    return out;
  }

  private static String reason(StoreStatus status) {
    if (!status.ready()) {
      return status.lastError().isEmpty() ? "starting" : status.lastError();
    }
    if (!status.reachable()) {
      return status.lastError();
    }
    return status.paused();
  }

  private static Map<String, Long> counters(
      StoreStatus status, Rollups.Status rollups, Retention.Status retention) {
    Map<String, Long> out = new TreeMap<>();
    out.put("nodecast_storage_rows_total", status.rows());
    out.put("nodecast_storage_values_total", status.values());
    out.put("nodecast_storage_commits_total", status.commits());
    out.put("nodecast_storage_retries_total", status.retries());
    out.put("nodecast_storage_recovered_total", status.recovered());
    out.put("nodecast_storage_refused_windows_total", status.refusedOffers());
    out.put("nodecast_storage_rollup_statements_total", rollups.statements());
    out.put("nodecast_storage_rollup_repaired_total", rollups.repaired());
    out.put("nodecast_storage_expired_partitions_total", retention.expiredPartitions());
    out.put("nodecast_storage_guard_partitions_total", retention.guardPartitions());
    return out;
  }

  private static Map<String, Double> gauges(StoreStatus status, Rollups.Status rollups) {
    Map<String, Double> out = new TreeMap<>();
    out.put("nodecast_storage_pending_windows", (double) status.pendingWindows());
    out.put("nodecast_storage_stuck_kinds", (double) status.stuck().size());
    out.put("nodecast_storage_commit_seconds", status.lastCommitMs() / 1e3);
    out.put("nodecast_storage_rollup_minutes_waiting", (double) rollups.minutesWaiting());
    return out;
  }

  @Override
  public Series series(SeriesQuery query) throws HistoryException {
    return asked(store -> store.history().series(query));
  }

  @Override
  public List<BucketPoint> buckets(SeriesQuery query) throws HistoryException {
    return asked(store -> store.history().buckets(query));
  }

  @Override
  public EventHistory.Page events(EventQuery query, EventSources sources) throws HistoryException {
    return asked(store -> store.events().page(query, sources));
  }

  @Override
  public List<SpanHistory.Stored> spans(SpanQuery query) throws HistoryException {
    return asked(store -> store.spans().spans(query));
  }

  @Override
  public <T> T cluster(Function<ClusterHistory, T> question) throws HistoryException {
    return asked(store -> question.apply(store.cluster()));
  }

  @Override
  public ClusterStore.Status clusterStatus() {
    return cluster.status();
  }

  private <T> T asked(Function<Store, T> question) throws HistoryException {
    Store store = late.store();
    if (store == null) {
      throw new HistoryException(late.reason(), null);
    }
    try {
      return question.apply(store);
    } catch (RuntimeException e) {
      throw new HistoryException(String.valueOf(e.getMessage()), e);
    }
  }
}
