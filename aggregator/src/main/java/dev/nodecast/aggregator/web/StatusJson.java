package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.web.read.AgentRow;
import dev.nodecast.web.read.Reason;
import java.io.IOException;
import java.util.Locale;

/** {@code /api/v1/status}: the system's own health. */
final class StatusJson {
  private final AgentReads agents;
  private final Storage storage;
  private final LiveState live;
  private final IngestCounters counters;
  private final SelfMetrics self;

  StatusJson(
      AgentReads agents,
      Storage storage,
      LiveState live,
      IngestCounters counters,
      SelfMetrics self) {
    this.agents = agents;
    this.storage = storage;
    this.live = live;
    this.counters = counters;
    this.self = self;
  }

  byte[] status(Present present) {
    SelfMetrics.Rates rates = self.rates();
    return Json.object(
        json ->
            json.text("version", self.version())
                .time("startedAt", self.startedAt())
                .number("cpuCores", rates.cpuCores())
                .number("memoryBytes", self.residentBytes())
                .number("entities", live.entities())
                .object("storage", this::storage)
                .object(
                    "ingest",
                    ingest ->
                        ingest
                            .number("frames", counters.frames.sum())
                            .number("receivedBytes", counters.receivedBytes.sum())
                            .number("cells", counters.cells.sum())
                            .number("windows", counters.windows.sum())
                            .counts("dropped", counters.dropped()))
                .array(
                    "agents",
                    all -> {
                      for (AgentRow row : agents.rows(present)) {
                        all.element(it -> agent(it, row));
                      }
                    }));
  }

  private void storage(Json json) throws IOException {
    Storage.Facts facts = storage.facts();
    json.truth("ready", facts.ready())
        .textOrNull("reason", facts.reason())
        .text("engine", facts.engine())
        .time("since", facts.since())
        .time("committedUpTo", facts.committedUpTo())
        .number("rowsPerSecond", facts.rowsPerSecond())
        .number("pendingBytes", facts.pendingBytes())
        .number("diskUsedBytes", facts.diskUsedBytes())
        .number("diskFreeBytes", facts.diskFreeBytes())
        .number("restarts", facts.restarts())
        .counts("errors", facts.errorCounts())
        .counts("dropped", facts.drops());
  }

  private static void agent(Json json, AgentRow row) throws IOException {
    json.text("name", row.name())
        .text("state", row.state().name().toLowerCase(Locale.ROOT))
        .text("stateText", row.stateText())
        .textOrNull("version", row.version())
        .time("since", row.since())
        .number("lastFrameAgeSeconds", row.lastFrameAgeSeconds())
        .number("cpuCores", row.cpuCores())
        .number("memoryBytes", row.memoryBytes())
        .number("spoolBytes", row.spoolBytes())
        .number("spoolMaxBytes", row.spoolMaxBytes())
        .number("unackedFrames", row.unackedFrames())
        .number("samplesPerSecond", row.samplesPerSecond())
        .number("bytesPerSecond", row.bytesPerSecond())
        .number("bytesPerSample", row.bytesPerSample())
        .textOrNull("podNames", row.podNames())
        .number("filteredContainers", row.filtered())
        .object(
            "dropped",
            drops -> {
              for (Reason drop : row.drops()) {
                drops.number(drop.id(), drop.count());
              }
            });
  }
}
