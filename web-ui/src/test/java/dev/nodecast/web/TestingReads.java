package dev.nodecast.web;

import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.PeerRow;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Shell;
import dev.nodecast.web.read.Spans;
import dev.nodecast.web.read.StatusReport;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.SyscallRow;
import dev.nodecast.web.read.Tick;
import dev.nodecast.web.read.TimeRange;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A made-up cluster, the same on every run; {@link #advance} moves it by one tick. */
class TestingReads implements DashboardReads {
  static final Instant START = Instant.parse("2026-11-21T03:14:05Z");

  private final List<String> names;
  private final int podsPerNode;
  private long tick;

  TestingReads(List<String> names, int podsPerNode) {
    this.names = names;
    this.podsPerNode = podsPerNode;
  }

  static TestingReads seven() {
    return new TestingReads(
        List.of(
            "node-01",
            "agent-02",
            "worker-03",
            "controlplane",
            "gpunode",
            "aiworkloadsonly",
            "node-07"),
        5);
  }

  void advance() {
    tick++;
  }

  Instant now() {
    return START.plusSeconds(2 * tick);
  }

  @Override
  public Shell shell() {
    return new Shell(
        "shop-prod",
        new Tick(START.toEpochMilli() + tick * 2000, now()),
        nodeCounts(),
        new Counts(names.size() * podsPerNode, names.size() * podsPerNode - 1, 0, 0, 1),
        new Counts(0, 0, 0, 0, 0),
        new Counts(names.size(), names.size() - 1, 1, 0, 0),
        0.0034,
        58 * 1048576.0);
  }

  private Counts nodeCounts() {
    return new Counts(names.size(), names.size() - 3, 1, 1, 1);
  }

  @Override
  public ClusterSummary cluster() {
    List<Finding> findings =
        names.size() < 7 ? List.of() : TestingCluster.findings(names, this::health);
    return TestingCluster.of(shell(), findings, this::spark);
  }

  private Health health(int i) {
    return switch (i) {
      case 2 -> new Health(Severity.CRITICAL, "Memory: 2.4 GiB available", START.minusSeconds(928));
      case 1 -> new Health(Severity.UNKNOWN, "No data for 2 min 48 s", START.minusSeconds(168));
      case 5 -> new Health(Severity.WARNING, "CPU stall 38 %", START.minusSeconds(5580));
      default -> Health.of(Severity.OK, "Ready");
    };
  }

  @Override
  public Rows<NodeRow> nodes(RowQuery query) {
    return Selection.of(
        query,
        all(names.size(), this::nodeRow),
        NodeRow::name,
        Comparator.comparing((NodeRow row) -> row.health().severity()).reversed(),
        NodeRow::cpuShare);
  }

  private NodeRow nodeRow(int i) {
    double wave = Samples.wave(i, tick);
    double memory = i == 2 ? 0.96 : 0.35 + i % 5 * 0.08;
    return new NodeRow(
        names.get(i),
        health(i),
        16,
        i == 2 ? 14.6 : 16 * wave,
        64 * Samples.GIB,
        64 * Samples.GIB * memory,
        16 * wave * 1.2,
        podsPerNode,
        180 + i,
        148e6 * wave,
        161e6 * wave,
        i == 6 ? 0 : 96e6 * wave,
        211e6 * wave,
        i == 2 ? 0.0124 : 0.0005,
        i == 4 ? Double.NaN : 0.41 * wave,
        spark(i, 16));
  }

  private float[] spark(int seed, double top) {
    float[] values = new float[40];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (top * Samples.wave(seed + 3, i + tick / 4));
    }
    if (seed == 6) {
      java.util.Arrays.fill(values, 10, 14, Float.NaN);
    }
    return values;
  }

  @Override
  public Optional<NodeDetail> node(String name) {
    int i = names.indexOf(name);
    return i < 0 ? Optional.empty() : Optional.of(Samples.node(nodeRow(i), tick));
  }

  @Override
  public Rows<PodRow> pods(RowQuery query) {
    List<PodRow> pods = new ArrayList<>();
    // A real implementation never makes rows that it does not show; 20 nodes are enough to page.
    for (int node = 0; node < Math.min(20, names.size()); node++) {
      for (int pod = 0; pod < Math.min(20, podsPerNode); pod++) {
        if (query.node().isEmpty() || names.get(node).equals(query.node())) {
          pods.add(podRow(node, pod));
        }
      }
    }
    return Selection.of(
        query,
        pods,
        PodRow::uid,
        Comparator.comparing((PodRow row) -> row.health().severity()).reversed(),
        PodRow::cpuCores);
  }

  private PodRow podRow(int node, int pod) {
    String[] apps = {
      "postgres-orders-0", "checkout-7d9f8b6c5-p5r6z", "cart-5b7c9", "sshd", "web-0"
    };
    boolean bad = node == 2 && pod == 0;
    double wave = Samples.wave(node * 7 + pod, tick);
    return new PodRow(
        "uid-" + node + "-" + pod,
        apps[pod % apps.length],
        pod == 3 ? "system" : pod == 0 ? "shop-data" : "shop",
        names.get(node),
        pod == 3 ? "Unit" : "Pod",
        bad
            ? new Health(Severity.CRITICAL, "OOM-killed 3 times", START.minusSeconds(717))
            : Health.of(Severity.OK, "Running"),
        1,
        3 + pod,
        bad ? 1.84 : wave,
        pod == 3 ? Double.NaN : 2,
        (bad ? 0.97 : 0.4 * wave) * Samples.GIB,
        pod == 3 ? Double.NaN : Samples.GIB,
        bad ? 0.34 : 0,
        0.26 * wave,
        6.1e6 * wave,
        7.4e6 * wave,
        0,
        1e5 * wave,
        spark(node + pod, 2));
  }

  @Override
  public Optional<PodDetail> pod(String uid) {
    return uid.matches("uid-\\d+-\\d+")
        ? Optional.of(
            Samples.pod(
                podRow(
                    Integer.parseInt(uid.split("-", -1)[1]),
                    Integer.parseInt(uid.split("-", -1)[2]))))
        : Optional.empty();
  }

  @Override
  public Rows<WorkloadRow> workloads(RowQuery query) {
    return new Rows<>(List.of(), 0, 0, 0);
  }

  @Override
  public Optional<WorkloadDetail> workload(String key) {
    return Optional.empty();
  }

  @Override
  public Services services(RowQuery query) {
    return new TestingServices(tick).services(query);
  }

  @Override
  public Optional<ServiceDetail> service(String key) {
    return new TestingServices(tick).service(key, List.of(podRow(2, 0)));
  }

  @Override
  public Spans slowest(String service, TimeRange range) {
    return TestingServices.slowest(range);
  }

  @Override
  public ServiceMap map(MapQuery query) {
    return new TestingMap(tick).map(query);
  }

  @Override
  public Rows<ProcessRow> processes(RowQuery query) {
    return Selection.of(
        query,
        all(60, this::processRow),
        ProcessRow::id,
        Comparator.comparing(ProcessRow::command),
        ProcessRow::cpuCores);
  }

  private ProcessRow processRow(int i) {
    String[] commands = {"java", "postgres", "nginx", "sshd", "containerd"};
    return new ProcessRow(
        names.get(i % names.size()) + ":" + (18 + i) + ":123456",
        18 + i,
        commands[i % 5],
        "/usr/bin/" + commands[i % 5] + " --port=8080 --data=/var/lib/" + commands[i % 5],
        names.get(i % names.size()),
        i % 5 == 3 ? "" : "uid-" + i % names.size() + "-0",
        i % 5 == 3 ? "" : "postgres-orders-0",
        i % 5 == 3 ? "" : "app",
        i % 7 == 0 ? "R" : "S",
        Samples.wave(i, tick),
        (921 - i * 9) * 1048576.0,
        214 - i,
        40 + i,
        0,
        1e5 * Samples.wave(i, tick),
        268 + tick * 2,
        Instant.parse("2026-11-20T22:05:07Z"));
  }

  @Override
  public Rows<PeerRow> peers(RowQuery query) {
    return Selection.of(
        query,
        KernelSamples.peers(),
        PeerRow::id,
        Comparator.comparing(PeerRow::id),
        PeerRow::open);
  }

  @Override
  public Rows<SyscallRow> syscalls(RowQuery query) {
    return Selection.of(
        query,
        KernelSamples.calls(),
        SyscallRow::name,
        Comparator.comparing(SyscallRow::name),
        SyscallRow::callsPerSecond);
  }

  @Override
  public Optional<ProcessDetail> process(String id) {
    return all(60, this::processRow).stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .map(Samples::process);
  }

  @Override
  public Events events(EventQuery query) {
    return new TestingEvents(names).events(query);
  }

  @Override
  public List<EventRow> recentEvents(Subject subject, int limit) {
    return new TestingEvents(names).recent(subject, limit);
  }

  @Override
  public StatusReport status() {
    return new TestingStatus(names, tick).report();
  }

  @Override
  public Series history(Subject subject, Set<Metric> metrics, TimeRange range) {
    return TestingHistory.of(subject, metrics, range);
  }

  private static <T> List<T> all(int count, java.util.function.IntFunction<T> row) {
    return java.util.stream.IntStream.range(0, count).mapToObj(row).toList();
  }
}
