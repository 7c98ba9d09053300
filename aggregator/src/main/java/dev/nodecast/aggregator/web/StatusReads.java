package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.store.ClusterStore;
import dev.nodecast.aggregator.web.SelfMetrics.Rates;
import dev.nodecast.web.read.AgentRow;
import dev.nodecast.web.read.ClusterStatus;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.Reason;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The system's own health. */
final class StatusReads {
  private static final int MAX_AGENTS = 200;

  private final Pictures pictures;
  private final AgentReads agents;
  private final Storage storage;
  private final IngestCounters counters;
  private final SelfMetrics self;
  private final KubernetesSource kubernetes;

  StatusReads(
      Pictures pictures,
      AgentReads agents,
      Storage storage,
      IngestCounters counters,
      SelfMetrics self,
      KubernetesSource kubernetes) {
    this.kubernetes = kubernetes;
    this.pictures = pictures;
    this.agents = agents;
    this.storage = storage;
    this.counters = counters;
    this.self = self;
  }

  StatusReport report() {
    List<AgentRow> rows = agents.rows(pictures.current());
    Storage.Facts facts = storage.facts();
    Rates rates = self.rates();
    return new StatusReport(
        rows.subList(0, Math.min(MAX_AGENTS, rows.size())),
        rows.size(),
        health(facts),
        facts.engine(),
        facts.committedUpTo(),
        facts.rowsPerSecond(),
        facts.pendingBytes(),
        facts.diskUsedBytes(),
        facts.diskFreeBytes(),
        facts.restarts(),
        sum(rows, true),
        rates.receivedBytesPerSecond(),
        rates.cpuCores(),
        self.residentBytes(),
        Runtime.getRuntime().maxMemory(),
        self.startedAt(),
        self.version(),
        errors(facts),
        drops(facts),
        ProbeReads.probes(pictures.current()),
        cluster(),
        more());
  }

  static Health health(Storage.Facts facts) {
    return facts.ready()
        ? new Health(Severity.OK, "Ready", facts.since())
        : new Health(
            Severity.CRITICAL,
            facts.reason().isEmpty() ? "Not ready" : facts.reason(),
            facts.since());
  }

  private ClusterStatus cluster() {
    ClusterStore.Status stored = storage.clusterStatus();
    boolean known = pictures.current().kube().room().known();
    return known || !stored.rows().isEmpty()
        ? new ClusterStatus(
            true,
            kubernetes.synced().getAsBoolean(),
            kubernetes.leaseHolder().get().orElse(""),
            stored.rows(),
            stored.pendingBytes(),
            stored.pendingLimit(),
            stored.lastError())
        : ClusterStatus.NONE;
  }

  private List<Reading> more() {
    return List.of(
        Reading.of("frames", "Frames applied since start.", counters.frames.sum(), Quantity.COUNT),
        Reading.of("windows", "Windows closed.", counters.windows.sum(), Quantity.COUNT),
        Reading.of("cells", "Changed cells applied.", counters.cells.sum(), Quantity.COUNT));
  }

  private List<Reason> drops(Storage.Facts facts) {
    List<Reason> drops = new ArrayList<>();
    for (IngestCounters.Fault fault : counters.faults()) {
      drops.add(
          new Reason(
              fault.reason().id(),
              fault.reason().text(),
              fault.node().isEmpty() ? "other nodes" : fault.node(),
              fault.count(),
              Instant.ofEpochMilli(fault.lastMs()),
              fault.reason().lost()));
    }
    facts.drops().forEach((reason, count) -> drops.add(StorageReasons.drop(reason, count)));
    storage
        .clusterStatus()
        .dropped()
        .forEach((reason, count) -> drops.add(StorageReasons.clusterDrop(reason, count)));
    return drops;
  }

  private List<Reason> errors(Storage.Facts facts) {
    List<Reason> errors = new ArrayList<>();
    new TreeMap<>(facts.stuck())
        .forEach((table, words) -> errors.add(StorageReasons.stuck(table, words)));
    facts.errors().forEach((reason, of) -> errors.add(StorageReasons.error(reason, of)));
    if (counters.clockSteps() > 0) {
      errors.add(
          new Reason(
              "clock_steps",
              "The clock of the aggregator's machine was set",
              "",
              counters.clockSteps(),
              Instant.ofEpochMilli(counters.lastClockStepMs()),
              false));
    }
    errors.addAll(AgentReads.clockSteps(pictures.current()));
    return errors;
  }

  private static double sum(List<AgentRow> rows, boolean samples) {
    double sum = Double.NaN;
    for (AgentRow row : rows) {
      sum = Measured.add(sum, samples ? row.samplesPerSecond() : row.bytesPerSecond());
    }
    return sum;
  }
}
