package dev.nodecast.bench.sim;

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
import dev.nodecast.aggregator.web.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An aggregator without a past: only the present is measured. */
final class NoStorage implements Storage {
  @Override
  public Facts facts() {
    return new Facts(
        false,
        "none in this benchmark",
        "none",
        Instant.EPOCH,
        Instant.EPOCH,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  @Override
  public <T> T cluster(Function<ClusterHistory, T> question) throws HistoryException {
    throw new HistoryException("none in this benchmark", null);
  }

  @Override
  public ClusterStore.Status clusterStatus() {
    return new ClusterStore().status();
  }

  @Override
  public EventHistory.Page events(EventQuery query, EventSources sources) throws HistoryException {
    throw new HistoryException("none in this benchmark", null);
  }

  @Override
  public List<SpanHistory.Stored> spans(SpanQuery query) throws HistoryException {
    throw new HistoryException("none in this benchmark", null);
  }

  @Override
  public List<BucketPoint> buckets(SeriesQuery query) throws HistoryException {
    throw new HistoryException("none in this benchmark", null);
  }

  @Override
  public Series series(SeriesQuery query) throws HistoryException {
    throw new HistoryException("none in this benchmark", null);
  }
}
