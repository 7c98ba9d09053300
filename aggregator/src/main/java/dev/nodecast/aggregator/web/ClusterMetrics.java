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
  private final Cluster cluster;
  private final Clock clock;

  ClusterMetrics(Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  void write(Exposition out) {
    Map<String, WatchStats> stats = cluster.stats();
    if (stats.isEmpty()) {
      return;
    }
    Map<String, Double> silent = each(stats, of -> of.silentSeconds(clock.millis()));
    silent.values().removeIf(seconds -> seconds.isNaN());
    out.gauge("nodecast_kubernetes_synced", "1 once all was listed.", cluster.synced() ? 1 : 0)
        .gauge(
            "nodecast_kubernetes_problems",
            "What does not work, see the log and the pages.",
            cluster.problems().size())
        .gauges(
            "nodecast_kubernetes_objects",
            "Objects kept.",
            "kind",
            each(stats, WatchStats::objects))
        .counters(
            "nodecast_kubernetes_watch_restarts_total",
            "Watches that went on from the last version seen.",
            "kind",
            each(stats, WatchStats::restarts))
        .counters(
            "nodecast_kubernetes_relists_total",
            "Lists that were read again.",
            "kind",
            each(stats, WatchStats::relists))
        .counters(
            "nodecast_kubernetes_errors_total",
            "Faults while watching, by kind and reason.",
            List.of("kind", "reason"),
            each(stats, WatchStats::errors))
        .gauges(
            "nodecast_kubernetes_silent_seconds",
            "Since the API server last said something of a kind.",
            "kind",
            silent);
  }

  private static <V> Map<String, V> each(
      Map<String, WatchStats> stats, Function<WatchStats, V> value) {
    Map<String, V> values = new TreeMap<>();
    stats.forEach((kind, of) -> values.put(kind, value.apply(of)));
    return values;
  }
}
