package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.live.LiveState;
import java.util.Map;
import java.util.TreeMap;

/** {@code /metrics}: the aggregator about itself. docs/api.md lists the names. */
final class MetricsText {
  private final SelfMetrics self;
  private final IngestCounters ingest;
  private final LiveState live;
  private final Storage storage;
  private final Pictures pictures;
  private final ClusterMetrics kubernetes;

  MetricsText(
      SelfMetrics self,
      IngestCounters ingest,
      LiveState live,
      Storage storage,
      Pictures pictures,
      ClusterMetrics kubernetes) {
    this.self = self;
    this.ingest = ingest;
    this.live = live;
    this.storage = storage;
    this.pictures = pictures;
    this.kubernetes = kubernetes;
  }

  /**
   * @param http answers by status
   * @param cache what the dashboard's cache counts
   */
  String text(Map<String, Long> http, Map<String, Long> cache) {
    Exposition out = new Exposition();
    out.gauges("nodecast_build_info", "1, with the version.", "version", Map.of(self.version(), 1))
        .gauge(
            "process_start_time_seconds",
            "When the process started, Unix time.",
            self.startedAt().toEpochMilli() / 1e3)
        .counter("process_cpu_seconds_total", "CPU time used.", self.cpuSeconds())
        .gauge("process_resident_memory_bytes", "Resident memory.", self.residentBytes());
    ingest(out);
    nodes(out);
    storage(out, storage.facts());
    kubernetes.write(out);
    self.receivers().write(out);
    ReceiverMetrics.STORED.forEach(metric -> metric.write(out, storage.clusterStatus()));
    out.counters("nodecast_http_responses_total", "Answers by status.", "status", http)
        .gauge("nodecast_http_cached_views", "Views kept.", cache.getOrDefault("views", 0L))
        .counter(
            "nodecast_http_view_evictions_total",
            "Views forgotten for room.",
            cache.getOrDefault("evictions", 0L));
    return out.text();
  }

  private void ingest(Exposition out) {
    out.counter("nodecast_ingest_frames_total", "Frames applied.", ingest.frames.sum())
        .counter(
            "nodecast_ingest_received_bytes_total",
            "Frames as received.",
            ingest.receivedBytes.sum())
        .counter(
            "nodecast_ingest_inflated_bytes_total",
            "Frames after decompression.",
            ingest.inflatedBytes.sum())
        .counter(
            "nodecast_ingest_inventory_bytes_total",
            "Inventories of pods as sent to agents.",
            ingest.inventoryBytes.sum())
        .counter("nodecast_ingest_cells_total", "Changed cells applied.", ingest.cells.sum())
        .counter("nodecast_ingest_windows_total", "Windows closed.", ingest.windows.sum())
        .counters(
            "nodecast_ingest_dropped_total",
            "Refused or dropped, by reason.",
            "reason",
            ingest.dropped())
        .counter(
            "nodecast_clock_steps_total",
            "Times that this machine's wall clock was set.",
            ingest.clockSteps());
  }

  private void nodes(Exposition out) {
    Present present = pictures.fresh();
    Map<String, Integer> states = new TreeMap<>();
    states.put("live", present.totals().agents().live());
    states.put("silent", present.totals().agents().unknown());
    out.gauges("nodecast_nodes", "Known nodes, by state.", "state", states)
        .gauge("nodecast_pods", "Pods, containers and units.", present.totals().pods().total())
        .gauge("nodecast_live_entities", "Living entities of all kinds.", live.entities())
        .gauge(
            "nodecast_picture_seconds",
            "How long making the last picture of the live state took.",
            present.costNanos() / 1e9);
  }

  private static void storage(Exposition out, Storage.Facts facts) {
    out.gauge("nodecast_storage_ready", "1 while windows are stored.", facts.ready() ? 1 : 0)
        .gauge(
            "nodecast_storage_pending_bytes",
            "Windows received and not stored.",
            facts.pendingBytes())
        .gauge("nodecast_storage_disk_used_bytes", "Tables on disk.", facts.diskUsedBytes())
        .gauge("nodecast_storage_disk_free_bytes", "Free on their disk.", facts.diskFreeBytes())
        .counter(
            "nodecast_engine_restarts_total",
            "Restarts of the embedded ClickHouse.",
            facts.restarts())
        .counters(
            "nodecast_storage_errors_total",
            "Failed statements, by reason.",
            "reason",
            facts.errorCounts())
        .counters(
            "nodecast_storage_dropped_total",
            "Rows not stored, by reason.",
            "reason",
            facts.drops());
    new TreeMap<>(facts.counters())
        .forEach((name, value) -> out.counter(name, "See docs/api.md.", value));
    new TreeMap<>(facts.gauges())
        .forEach((name, value) -> out.gauge(name, "See docs/api.md.", value));
  }
}
