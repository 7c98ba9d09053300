package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.WorkloadRow;
import java.time.Instant;
import java.util.Locale;

/** Sums of one workload over its pods, while a picture is made. */
final class KubeWorkload {
  private static final Health RUNNING = Health.of(Severity.OK, "Running");

  private final Owner owner;
  private final WorkloadRecord record;
  private final Health own;
  private Health worst = RUNNING;
  private int pods;
  private int ready;
  private double cpu = Double.NaN;
  private double memory = Double.NaN;
  private double throttled = Double.NaN;
  private double cpuRequest = Double.NaN;
  private double memoryRequest = Double.NaN;
  private double cpuLimit;
  private double memoryLimit;
  private int restarts;

  /**
   * @param record null of a kind that is not watched
   * @param own its health without its pods
   */
  KubeWorkload(Owner owner, WorkloadRecord record, Health own) {
    this.owner = owner;
    this.record = record;
    this.own = own;
  }

  /** Known by its pods alone. */
  static KubeWorkload unwatched(Owner owner) {
    return new KubeWorkload(owner, null, RUNNING);
  }

  void add(KubePod pod, PodRow row) {
    if (row.health().severity().compareTo(worst.severity()) > 0) {
      worst = row.health();
    }
    restarts += pod.restarts();
    if (!pod.takesRoom()) {
      return; // It ended: it uses nothing and asks for nothing.
    }
    pods++;
    ready += pod.record().ready() ? 1 : 0;
    cpu = Measured.add(cpu, row.cpuCores());
    memory = Measured.add(memory, row.memoryBytes());
    throttled = Measured.max(throttled, row.throttledShare());
    Bounds bounds = pod.bounds();
    cpuRequest = Measured.add(cpuRequest, bounds.cpuRequestCores());
    memoryRequest = Measured.add(memoryRequest, bounds.memoryRequestBytes());
    cpuLimit += bounds.cpuLimitCores();
    memoryLimit += bounds.memoryLimitBytes();
  }

  KubePicture.WorkloadLine line(HealthLog log) {
    KubeReplicas replicas =
        record == null ? new KubeReplicas(ready, pods) : KubeReplicas.of(record);
    WorkloadRow row =
        new WorkloadRow(
            owner,
            health(log),
            replicas.ready(),
            replicas.desired(),
            pods,
            cpu,
            memory,
            new Bounds(
                cpuRequest,
                pods == 0 ? Double.NaN : cpuLimit,
                memoryRequest,
                pods == 0 ? Double.NaN : memoryLimit),
            throttled,
            restarts,
            record == null ? Instant.EPOCH : KubeFacts.instant(record.meta().createdMs()));
    String search = owner.name() + '\n' + owner.namespace() + '\n' + owner.kind();
    return new KubePicture.WorkloadLine(record, row, search.toLowerCase(Locale.ROOT));
  }

  /** Its own trouble, or else its worst pod's; with both, its own first. */
  private Health health(HealthLog log) {
    boolean podSick = worst.severity() == Severity.WARNING || worst.severity() == Severity.CRITICAL;
    if (own.severity() == Severity.OK) {
      return podSick
          ? log.since(
              Finding.Kind.WORKLOAD, owner.key(), worst.severity(), worst.text(), worst.since())
          : own;
    }
    Severity severity =
        podSick && worst.severity().compareTo(own.severity()) > 0
            ? worst.severity()
            : own.severity();
    String text = podSick ? own.text() + "; " + worst.text() : own.text();
    return own.since().equals(Instant.EPOCH)
        ? log.state(Finding.Kind.WORKLOAD, owner.key(), severity, "own", text)
        : log.since(Finding.Kind.WORKLOAD, owner.key(), severity, text, own.since());
  }
}
