package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.store.BucketPoint;
import dev.nodecast.aggregator.store.ClusterHistory;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.aggregator.store.EventQuery;
import dev.nodecast.aggregator.store.EventSources;
import dev.nodecast.aggregator.store.Resolution;
import dev.nodecast.aggregator.store.Series;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.aggregator.store.SpanHistory;
import dev.nodecast.aggregator.store.SpanQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A past that answers what it is told; the real one is tested with its database elsewhere. */
final class TestingStorage implements Storage {
  final List<SeriesQuery> asked = new ArrayList<>();
  volatile String reason = "";
  volatile String failure = "";
  volatile Map<String, Failure> errors =
      Map.of("code_241", new Failure(3, Instant.ofEpochSecond(1_700_000_060), "memory limit"));
  volatile Map<String, String> stuck = Map.of();

  /** Lines by name for a query; by default none. */
  volatile Function<SeriesQuery, Map<String, double[][]>> answer = query -> new TreeMap<>();

  @Override
  public Facts facts() {
    return new Facts(
        reason.isEmpty(),
        reason,
        "testing",
        Instant.ofEpochSecond(1_700_000_000),
        Instant.EPOCH,
        12.5,
        0,
        Double.NaN,
        Double.NaN,
        2,
        errors,
        stuck,
        Map.of("already_stored", 4L),
        Map.of("nodecast_storage_rows_total", 5L),
        Map.of("nodecast_storage_pending_windows", 0.0));
  }

  /** Null: none. */
  volatile ClusterHistory cluster;

  @Override
  public <T> T cluster(Function<ClusterHistory, T> question) throws HistoryException {
    if (cluster == null) {
      throw new HistoryException("no cluster in this test", null);
    }
    return question.apply(cluster);
  }

  volatile ClusterStore.Status clusterStatus = new ClusterStore().status();

  @Override
  public ClusterStore.Status clusterStatus() {
    return clusterStatus;
  }

  final List<EventSources> askedSources = new ArrayList<>();
  final List<EventQuery> askedEvents = new ArrayList<>();
  volatile EventHistory.Page page = new EventHistory.Page(List.of(), 0, 0);

  @Override
  public synchronized EventHistory.Page events(EventQuery query, EventSources sources)
      throws HistoryException {
    askedEvents.add(query);
    askedSources.add(sources);
    if (!failure.isEmpty()) {
      throw new HistoryException(failure, null);
    }
    return page;
  }

  final List<SpanQuery> askedSpans = new ArrayList<>();
  volatile List<SpanHistory.Stored> spans = List.of();

  @Override
  public synchronized List<SpanHistory.Stored> spans(SpanQuery query) throws HistoryException {
    askedSpans.add(query);
    if (!failure.isEmpty()) {
      throw new HistoryException(failure, null);
    }
    return spans;
  }

  volatile List<BucketPoint> buckets = List.of();

  @Override
  public synchronized List<BucketPoint> buckets(SeriesQuery query) throws HistoryException {
    asked.add(query);
    if (!failure.isEmpty()) {
      throw new HistoryException(failure, null);
    }
    return buckets;
  }

  @Override
  public synchronized Series series(SeriesQuery query) throws HistoryException {
    asked.add(query);
    if (!failure.isEmpty()) {
      throw new HistoryException(failure, null);
    }
    return new Series(
        Resolution.RAW, query.fromSeconds(), query.stepSeconds(), answer.apply(query));
  }
}
