package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.WatchStats;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The part of {@code /metrics} about watching the cluster; nothing where none is watched. */
final class ClusterMetrics {
  private static final String PREFIX = "nodecast_kubernetes_";
  private static final String KIND = "kind";

  /** What is counted, at a time. */
  record Watched(Cluster cluster, long nowMs) {}

  static final List<SelfMetric<Watched>> ALL =
      List.of(
          SelfMetric.gauge(
              PREFIX + "synced",
              "1 once all was listed, or cannot be.",
              of -> of.cluster().synced() ? 1 : 0),
          SelfMetric.gauge(
              PREFIX + "problems",
              "What does not work, see the log and the pages.",
              of -> of.cluster().problems().size()),
          each(SelfMetric.Type.GAUGE, "objects", "Objects kept.", WatchStats::objects),
          each(
              SelfMetric.Type.COUNTER,
              "watch_restarts_total",
              "Watches that went on from the last version seen.",
              WatchStats::restarts),
          each(
              SelfMetric.Type.COUNTER,
              "relists_total",
              "Lists that were read again.",
              WatchStats::relists),
          new SelfMetric<>(
              PREFIX + "errors_total",
              SelfMetric.Type.COUNTER,
              List.of(KIND, "reason"),
              "Faults while watching, by kind and reason.",
              ClusterMetrics::errors),
          new SelfMetric<>(
              PREFIX + "silent_seconds",
              SelfMetric.Type.GAUGE,
              List.of(KIND),
              "Since the API server last said something of a kind.",
              of -> byKind(of, stats -> stats.silentSeconds(of.nowMs()))));

  private final Cluster cluster;
  private final Clock clock;

  ClusterMetrics(Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  void write(Exposition out) {
    if (!cluster.stats().isEmpty()) {
      Watched now = new Watched(cluster, clock.millis());
      ALL.forEach(metric -> metric.write(out, now));
    }
  }

  private static SelfMetric<Watched> each(
      SelfMetric.Type type, String name, String help, Function<WatchStats, Number> value) {
    return new SelfMetric<>(PREFIX + name, type, List.of(KIND), help, of -> byKind(of, value));
  }

  private static Map<List<String>, Number> byKind(Watched of, Function<WatchStats, Number> value) {
    Map<List<String>, Number> values = new TreeMap<>(SelfMetric::compare);
    of.cluster().stats().forEach((kind, stats) -> values.put(List.of(kind), value.apply(stats)));
    return values;
  }

  private static Map<List<String>, Long> errors(Watched of) {
    Map<List<String>, Long> values = new TreeMap<>(SelfMetric::compare);
    of.cluster()
        .stats()
        .forEach(
            (kind, stats) ->
                stats
                    .errors()
                    .forEach((reason, count) -> values.put(List.of(kind, reason), count)));
    return values;
  }
}
