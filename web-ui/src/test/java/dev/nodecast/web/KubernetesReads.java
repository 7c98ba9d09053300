package dev.nodecast.web;

import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.ClusterRoom;
import dev.nodecast.web.read.ClusterStatus;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.ContainerFacts;
import dev.nodecast.web.read.ContainerRow;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Ending;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeFacts;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodFacts;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Room;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Shell;
import dev.nodecast.web.read.StatusReport;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The made-up cluster with a Kubernetes API server beside its agents; some names are hostile. */
final class KubernetesReads extends TestingReads {
  static final String HOSTILE = "<b>'\"&";
  static final Owner CHECKOUT = new Owner("shop", "Deployment", "checkout");
  private static final double GIB = Samples.GIB;

  KubernetesReads() {
    super(List.of("node-01", "agent-02", "worker-03", "controlplane"), 5);
  }

  @Override
  public Shell shell() {
    Shell s = super.shell();
    return new Shell(
        s.cluster(),
        s.tick(),
        s.nodes(),
        s.pods(),
        new Counts(4, 2, 0, 1, 1),
        s.agents(),
        s.agentCpuCores(),
        s.agentMemoryBytes());
  }

  @Override
  public ClusterSummary cluster() {
    ClusterSummary s = super.cluster();
    List<Finding> findings = TestingFindings.of(HOSTILE, CHECKOUT);
    return new ClusterSummary(
        s.nodes(),
        s.pods(),
        s.agents(),
        s.containers(),
        s.processes(),
        s.oomKills(),
        s.cpuUsedCores(),
        s.cpuTotalCores(),
        s.memoryUsedBytes(),
        s.memoryTotalBytes(),
        s.diskUsedBytes(),
        s.diskTotalBytes(),
        s.rxBytesPerSecond(),
        s.txBytesPerSecond(),
        s.readBytesPerSecond(),
        s.writeBytesPerSecond(),
        s.cpuSpark(),
        s.memorySpark(),
        s.networkSpark(),
        s.diskSpark(),
        findings,
        findings.size(),
        Instant.EPOCH,
        new ClusterRoom(
            true,
            new Room(128, 124, 88.2, 146, Double.NaN),
            new Room(640 * GIB, 624 * GIB, 470 * GIB, 688 * GIB, Double.NaN),
            new Room(770, 770, Double.NaN, Double.NaN, 143),
            4,
            3,
            Map.of("Running", 138, "Pending", 2, "Failed", 3),
            shell().workloads(),
            List.of("No permission to list " + HOSTILE + ": grant list and watch")));
  }

  private static Health health(Severity severity, String text, int secondsAgo) {
    return new Health(severity, text, START.minusSeconds(secondsAgo));
  }

  private List<WorkloadRow> all() {
    return List.of(
        workload(CHECKOUT, health(Severity.CRITICAL, "2 of 5 replicas ready", 717), 2, 5, 1),
        workload(
            new Owner("shop-data", "StatefulSet", "postgres"),
            Health.of(Severity.OK, "All replicas are ready"),
            1,
            1,
            2),
        workload(
            new Owner("batch", "Job", HOSTILE),
            health(Severity.WARNING, "Failed: " + HOSTILE, 5580),
            0,
            1,
            3),
        new WorkloadRow(
            new Owner("batch", "CronJob", "report"),
            Health.of(Severity.OK, "Scheduled"),
            Double.NaN,
            Double.NaN,
            0,
            Double.NaN,
            Double.NaN,
            Bounds.NONE,
            Double.NaN,
            Double.NaN,
            START.minusSeconds(99)));
  }

  private WorkloadRow workload(Owner owner, Health health, int ready, int desired, int seed) {
    double wave = Samples.wave(seed, now().getEpochSecond() / 2);
    return new WorkloadRow(
        owner,
        health,
        ready,
        desired,
        desired,
        wave,
        wave * GIB,
        new Bounds(0.5, seed == 2 ? Double.NaN : 2, 0.25 * GIB, seed == 2 ? Double.NaN : GIB),
        0.02 * seed,
        7 - seed,
        START.minusSeconds(100_000L * seed));
  }

  @Override
  public Rows<WorkloadRow> workloads(RowQuery query) {
    List<WorkloadRow> rows = new ArrayList<>(all());
    rows.removeIf(
        row ->
            !(query.scope().kind().isEmpty() || query.scope().kind().equals(row.owner().kind()))
                || !(query.scope().namespace().isEmpty()
                    || query.scope().namespace().equals(row.owner().namespace()))
                || row.health().severity().compareTo(query.severity()) < 0);
    Rows<WorkloadRow> found =
        Selection.of(
            query,
            rows,
            WorkloadRow::key,
            Comparator.comparing((WorkloadRow row) -> row.health().severity()).reversed(),
            WorkloadRow::cpuCores);
    return new Rows<>(found.rows(), found.page(), found.matching(), 4);
  }

  @Override
  public Optional<WorkloadDetail> workload(String key) {
    return all().stream()
        .filter(row -> row.key().equals(key))
        .findFirst()
        .map(
            row ->
                new WorkloadDetail(
                    row,
                    Map.of("replicas", 5L, "updatedReplicas", 5L, "unavailableReplicas", 3L),
                    "app=checkout",
                    "",
                    false,
                    "Deployment does not have minimum availability: " + HOSTILE,
                    Map.of("app", "checkout", "team", HOSTILE),
                    List.of(
                        new WorkloadDetail.Child(
                            "ReplicaSet",
                            "checkout-7d9f8b6c5",
                            health(Severity.CRITICAL, "2 of 5 replicas ready", 717),
                            2,
                            5,
                            START.minusSeconds(9000)))));
  }

  private PodRow pending() {
    Health health =
        health(
            Severity.CRITICAL,
            "Unschedulable: 0/4 nodes are available: 4 Insufficient " + HOSTILE,
            300);
    return new PodRow(
        "uid-pending",
        "big-" + HOSTILE,
        "shop",
        "",
        "Pod",
        health,
        0,
        0,
        Double.NaN,
        64,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        new float[0],
        facts("Pending", "Unschedulable", Ending.NONE, 0));
  }

  private static PodFacts facts(String phase, String reason, Ending last, double restarts) {
    return new PodFacts(
        phase,
        reason,
        phase.equals("Running") ? 1 : 0,
        2,
        restarts,
        last,
        new Bounds(0.5, 2, 0.25 * GIB, GIB),
        CHECKOUT,
        phase.equals("Running") ? "10.1.2.3" : "",
        "Burstable",
        START.minusSeconds(300),
        Map.of("app", "checkout", "x", HOSTILE));
  }

  @Override
  public Rows<PodRow> pods(RowQuery query) {
    List<PodRow> rows = new ArrayList<>(super.pods(query).rows());
    rows.replaceAll(row -> row.uid().endsWith("-0") ? known(row) : row);
    if (query.page() == 0 && query.node().isEmpty()) {
      rows.add(0, pending());
    }
    return new Rows<>(rows, 0, rows.size(), rows.size());
  }

  private static PodRow known(PodRow row) {
    Ending last = new Ending("app", "OOMKilled", 137, START.minusSeconds(717));
    return row.with(row.cpuSpark(), facts("Running", "", last, 3));
  }

  @Override
  public Optional<PodDetail> pod(String uid) {
    if (!uid.equals("uid-pending")) {
      return super.pod(uid).map(pod -> pod.with(known(pod.row()), pod.containers()));
    }
    double no = Double.NaN;
    ContainerRow container =
        new ContainerRow(
                "app", "", Health.of(Severity.OK, "Waiting"), no, 2, no, GIB, no, no, no, no)
            .with(
                health(Severity.CRITICAL, "ImagePullBackOff", 200),
                new ContainerFacts(
                    "registry/<i>image", false, 0, Ending.NONE, new Bounds(0.5, 2, GIB, GIB)));
    return Optional.of(PodDetail.unseen(pending(), List.of(container)));
  }

  @Override
  public StatusReport status() {
    ClusterStatus cluster =
        new ClusterStatus(
            true,
            true,
            "aggregator-" + HOSTILE + " (this one)",
            Map.of("k8s_metric", 48_000L, "k8s_object", 812L, "k8s_entity", 96L),
            1.2e6,
            0.125 * Samples.GIB,
            "Code: 241. " + HOSTILE);
    return new TestingStatus(List.of("node-01", "agent-02", "worker-03", "node-04"), 0, cluster)
        .report();
  }

  @Override
  public Rows<NodeRow> nodes(RowQuery query) {
    Rows<NodeRow> found = super.nodes(query);
    List<NodeRow> rows = found.rows().stream().map(KubernetesReads::known).toList();
    return new Rows<>(rows, found.page(), found.matching(), found.total());
  }

  @Override
  public Optional<NodeDetail> node(String name) {
    return super.node(name).map(node -> node.with(known(node.row())));
  }

  private static NodeRow known(NodeRow row) {
    return row.with(
        row.health(),
        new NodeFacts(
            "v1.20.15",
            "containerd://1.4.12",
            "Debian " + HOSTILE,
            "10.0.0.3",
            true,
            List.of(
                new NodeFacts.Condition("Ready", "True", "KubeletReady", Severity.OK),
                new NodeFacts.Condition(
                    "MemoryPressure", "True", "Kubelet" + HOSTILE, Severity.WARNING)),
            List.of("dedicated=" + HOSTILE + ":NoSchedule"),
            new Room(16, 15.5, 9.2, 22, Double.NaN),
            new Room(64 * GIB, 62 * GIB, 40 * GIB, 50 * GIB, Double.NaN),
            new Room(110, 110, Double.NaN, Double.NaN, 38)));
  }

  @Override
  public List<EventRow> recentEvents(Subject subject, int limit) {
    List<EventRow> events = new ArrayList<>(super.recentEvents(subject, limit));
    if (subject.kind() != Subject.Kind.NODE) {
      events.add(
          0,
          new EventRow(
              START.minusSeconds(1),
              "ScalingReplicaSet",
              Severity.OK,
              "kubernetes",
              "",
              "shop",
              "checkout",
              "",
              "",
              "",
              "Scaled up to 5 " + HOSTILE,
              Map.of("count", "3"),
              "Deployment"));
    }
    return events;
  }
}
