package dev.nodecast.agent.self;

import dev.nodecast.agent.collect.CollectorRun;
import dev.nodecast.agent.self.TelemetryServer.Answer;
import dev.nodecast.agent.stream.Delivery;
import dev.nodecast.agent.stream.SpoolStatus;
import dev.nodecast.agent.stream.StreamStatus;
import dev.nodecast.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the agent says of itself to whoever asks: {@code /metrics} for Prometheus, {@code /health}
 * and {@code /ready} for the kubelet. Numbers of the tick thread are read without its lock: each is
 * one word, and one tick old at worst.
 */
public final class Telemetry implements AutoCloseable {
  /** A tick that began this many intervals ago and did not end means the tick thread is stuck. */
  private static final int STUCK_INTERVALS = 10;

  private final long intervalNanos;
  private final LongSupplier sinceLastTick;
  private final BooleanSupplier ticked;
  private final Delivery delivery;
  private final TickStats ticks;
  private final LongSupplier droppedEvents;
  private final LongSupplier filteredContainers;
  private final List<CollectorRun> runs;
  private final ProcessSelf self;
  private final Consumer<Exposition> kernelPrograms;
  private final List<TelemetryServer> servers = new ArrayList<>();

  /**
   * Nothing listens yet.
   *
   * @param sinceLastTick nanoseconds since the last tick began
   * @param ticked whether one was completed
   * @param droppedEvents events past the limit of a tick, ever
   * @param filteredContainers that nobody wants to hear of, now
   */
  public Telemetry(
      long intervalMs,
      LongSupplier sinceLastTick,
      BooleanSupplier ticked,
      Delivery delivery,
      TickStats ticks,
      LongSupplier droppedEvents,
      LongSupplier filteredContainers,
      List<CollectorRun> runs,
      Path proc,
      Consumer<Exposition> kernelPrograms) {
    this.intervalNanos = intervalMs * 1_000_000;
    this.sinceLastTick = sinceLastTick;
    this.ticked = ticked;
    this.delivery = delivery;
    this.ticks = ticks;
    this.droppedEvents = droppedEvents;
    this.filteredContainers = filteredContainers;
    this.runs = runs;
    this.self = new ProcessSelf(proc);
    this.kernelPrograms = kernelPrograms;
  }

  /** Opens the ports that are not off. */
  public void listen(HostPort metrics, HostPort health) throws IOException {
    if (metrics.enabled()) {
      servers.add(
          new TelemetryServer(
              "NODECAST_TELEMETRY_ADDRESS",
              address(metrics),
              Map.of("/metrics", accept -> metrics())));
    }
    if (health.enabled()) {
      servers.add(
          new TelemetryServer(
              "NODECAST_HEALTH_ADDRESS",
              address(health),
              Map.of("/health", accept -> health(), "/ready", accept -> ready())));
    }
  }

  /** Opens the port for scrapers of what is measured, when it is not off. */
  public void listenForScrapes(HostPort address, ScrapePage page) throws IOException {
    if (address.enabled()) {
      servers.add(
          new TelemetryServer(
              "NODECAST_METRICS_ADDRESS", address(address), Map.of("/metrics", page::answer)));
    }
  }

  @Override
  public void close() {
    servers.forEach(TelemetryServer::close);
  }

  private static InetSocketAddress address(HostPort of) {
    return new InetSocketAddress(of.host(), of.port());
  }

  /** Alive: ticks go on. A disconnected agent is healthy, its spool is at work. */
  Answer health() {
    long since = sinceLastTick.getAsLong();
    return since < STUCK_INTERVALS * intervalNanos
        ? new Answer(200, "ok\n")
        : new Answer(503, "the last tick began " + since / 1_000_000 + " ms ago\n");
  }

  /** Ready: it has measured once and the aggregator knows it. */
  Answer ready() {
    StreamStatus stream = delivery.status();
    if (!ticked.getAsBoolean()) {
      return new Answer(503, "no tick yet\n");
    }
    return stream.connected()
        ? new Answer(200, "ok\n")
        : new Answer(503, "not connected: " + stream.lastError() + "\n");
  }

  synchronized Answer metrics() {
    Exposition out = new Exposition();
    counter(out, "cpu_seconds", "CPU time used by the agent.", self.cpuMicros() / 1e6);
    gauge(out, "resident_memory_bytes", "Resident memory of the agent.", self.rss());
    counter(out, "ticks", "Ticks taken.", ticks.ticks());
    counter(out, "ticks_missed", "Ticks skipped.", ticks.missed());
    counter(out, "samples", "Samples taken, changed or not.", ticks.samples());
    counter(out, "changes", "Samples that changed and so travelled.", ticks.changes());
    StreamStatus stream = delivery.status();
    gauge(out, "connected", "1 when the aggregator knows it.", stream.connected() ? 1 : 0);
    counter(out, "sent_frames", "Frames sent, repeated ones too.", stream.sentFrames());
    counter(out, "sent_bytes", "Frames as sent.", stream.sentBytes());
    counter(out, "reconnects", "Streams opened after the first.", stream.reconnects());
    SpoolStatus spool = delivery.spoolStatus();
    gauge(out, "spool_bytes", "Spool in use.", spool.bytes());
    gauge(out, "spool_limit_bytes", "Spool allowed.", spool.maxBytes());
    gauge(out, "unacked_frames", "Frames that are not committed yet.", spool.unackedFrames());
    gauge(out, "unacked_age_seconds", "Age of the oldest of them.", spool.unackedAgeMs() / 1e3);
    out.family("nodecast_agent_dropped_total", "counter", "Frames and events dropped, by reason.");
    dropped(out, "spool_full", spool.droppedFull());
    dropped(out, "spool_disk", spool.droppedDisk());
    dropped(out, "spool_corrupt", spool.droppedCorrupt());
    dropped(out, "rejected", spool.droppedRejected());
    dropped(out, "event_limit", droppedEvents.getAsLong());
    out.family(
            "nodecast_filtered_containers", "gauge", "Containers left out by namespace or label.")
        .sample("nodecast_filtered_containers", filteredContainers.getAsLong());
    out.family("nodecast_agent_collector_runs_total", "counter", "Runs of each collector.");
    for (CollectorRun run : runs) {
      out.sample("nodecast_agent_collector_runs_total", run.runs(), "collector", run.name());
    }
    out.family("nodecast_agent_collector_failures_total", "counter", "Runs that failed.");
    for (CollectorRun run : runs) {
      out.sample(
          "nodecast_agent_collector_failures_total", run.failures(), "collector", run.name());
    }
    out.family(
        "nodecast_agent_collector_seconds_total", "counter", "Time spent in each collector.");
    for (CollectorRun run : runs) {
      out.sample(
          "nodecast_agent_collector_seconds_total", run.nanos() / 1e9, "collector", run.name());
    }
    kernelPrograms.accept(out);
    return new Answer(200, out.toString());
  }

  private static void counter(Exposition out, String name, String help, double value) {
    String full = "nodecast_agent_" + name + "_total";
    out.family(full, "counter", help).sample(full, value);
  }

  private static void gauge(Exposition out, String name, String help, double value) {
    String full = "nodecast_agent_" + name;
    out.family(full, "gauge", help).sample(full, value);
  }

  private static void dropped(Exposition out, String reason, long count) {
    out.sample("nodecast_agent_dropped_total", count, "reason", reason);
  }
}
