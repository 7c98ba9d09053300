package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment;
import dev.nodecast.aggregator.kube.cluster.Unhealthy;
import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.Sparklines;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.NodeFilesystemKind;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Shell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The cluster as a whole: sums over nodes that are live, and what is not healthy. */
final class ClusterReads {
  private static final int FINDINGS = 50;
  private static final Comparator<Placed> WORST_FIRST =
      Comparator.comparing(Placed::severity, Comparator.reverseOrder())
          .thenComparing(placed -> placed.finding().kind())
          .thenComparing(Placed::since)
          .thenComparing(placed -> placed.finding().key())
          .thenComparing(placed -> placed.finding().health().text());

  /**
   * A finding with what it is placed by: what recovered keeps the place that it had.
   *
   * @param severity how bad it is, or was
   */
  private record Placed(Finding finding, Severity severity, Instant since) {
    static Placed of(Finding finding) {
      return new Placed(finding, finding.health().severity(), finding.health().since());
    }
  }

  private final Pictures pictures;
  private final String cluster;
  private final Storage storage;
  private final AgentReads agents;
  private final ClusterView view;

  ClusterReads(
      String cluster, Pictures pictures, ClusterView view, Storage storage, AgentReads agents) {
    this.view = view;
    this.cluster = cluster;
    this.pictures = pictures;
    this.storage = storage;
    this.agents = agents;
  }

  Shell shell() {
    Present present = pictures.fresh();
    return new Shell(
        cluster,
        present.tick(),
        present.totals().nodes(),
        present.totals().pods(),
        present.kube().room().workloads(),
        agents.counts(present),
        present.totals().agentCpuCores(),
        present.totals().agentMemoryBytes());
  }

  ClusterSummary summary() {
    Present present = pictures.current();
    List<NodeLine> live = present.nodes().stream().filter(NodeLine::live).toList();
    Sparks sparks = new Sparks();
    double diskUsed = Double.NaN;
    double diskTotal = Double.NaN;
    int processes = 0;
    for (NodeLine line : live) {
      NodeState node = line.state();
      synchronized (node) {
        NodeFigures figures = new NodeFigures(node);
        diskUsed = Measured.add(diskUsed, figures.filesystem(NodeFilesystemKind.USED));
        diskTotal = Measured.add(diskTotal, figures.filesystem(NodeFilesystemKind.CAPACITY));
        sparks.add(node.sparklines(), line.row().cpuCount());
        KindState cells = node.kind(dev.nodecast.catalog.ProcessKind.KIND);
        processes += cells.living().cardinality();
      }
    }
    List<Finding> findings = findings(present);
    List<Placed> placed =
        new ArrayList<>(
            Selection.first(findings.stream().map(Placed::of).toList(), WORST_FIRST, FINDINGS));
    // What is unhealthy goes before what was: it would not do to cut it off.
    placed.addAll(Selection.first(recovered(present), WORST_FIRST, FINDINGS - placed.size()));
    placed.sort(WORST_FIRST);
    return new ClusterSummary(
        present.totals().nodes(),
        present.totals().pods(),
        agents.counts(present),
        present.totals().containers(),
        processes,
        present.totals().oomKills(),
        sum(live, NodeRow::cpuCores),
        sum(live, NodeRow::cpuCount),
        sum(live, NodeRow::memoryUsedBytes),
        sum(live, NodeRow::memoryTotalBytes),
        diskUsed,
        diskTotal,
        sum(live, NodeRow::rxBytesPerSecond),
        sum(live, NodeRow::txBytesPerSecond),
        sum(live, NodeRow::readBytesPerSecond),
        sum(live, NodeRow::writeBytesPerSecond),
        sparks.of(Sparklines.OfNode.CPU_SHARE),
        sparks.of(Sparklines.OfNode.MEMORY_USED),
        sparks.of(Sparklines.OfNode.NETWORK),
        sparks.of(Sparklines.OfNode.DISK),
        placed.stream().map(Placed::finding).toList(),
        findings.size(),
        present.totals().lastRecovery(),
        present.kube().room());
  }

  private List<Finding> findings(Present present) {
    List<Ailment> ailments = Unhealthy.of(view, pictures.nowMs());
    Map<String, Severity> nodes = new HashMap<>();
    for (Ailment of : ailments) {
      if (of.kind().equals("Node")) {
        nodes.putIfAbsent(of.name(), KubeHealth.severity(of.severity())); // worst first
      }
    }
    List<Finding> findings = new ArrayList<>(KubeFindings.of(present, ailments));
    findings.addAll(MeasuredFindings.nodes(present, nodes));
    findings.addAll(MeasuredFindings.pods(present));
    findings.addAll(agents.findings());
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      findings.add(
          new Finding(Finding.Kind.STORAGE, "storage", "Storage", "", StatusReads.health(facts)));
    }
    return findings;
  }

  /** What is there and healthy again since less than a minute. */
  private static List<Placed> recovered(Present present) {
    List<Placed> recovered = new ArrayList<>();
    for (HealthLog.Recovery one : present.recoveries()) {
      Finding finding =
          switch (one.kind()) {
            case NODE -> {
              Present.ListedNode node = present.listedByName().get(one.id());
              yield node == null
                  ? null
                  : recovered(one, node.row().health(), node.row().name(), "");
            }
            case WORKLOAD -> {
              KubePicture.WorkloadLine of = present.kube().byKey().get(one.id());
              yield of == null
                  ? null
                  : recovered(
                      one,
                      of.row().health(),
                      of.row().owner().name(),
                      of.row().owner().namespace());
            }
            case POD -> {
              PodLine pod = present.podIds().find(one.id());
              yield pod == null
                  ? null
                  : recovered(
                      one, pod.row().health(), pod.name().name(), MeasuredFindings.place(pod));
            }
            default -> null;
          };
      if (finding != null) {
        recovered.add(new Placed(finding, one.severity(), one.since()));
      }
    }
    return recovered;
  }

  /** Null when it is not healthy after all: no data is no recovery. */
  private static Finding recovered(HealthLog.Recovery one, Health now, String name, String place) {
    return now.severity() == Severity.OK
        ? new Finding(
            one.kind(), one.id(), name, place, new Health(Severity.OK, "Recovered", one.at()))
        : null;
  }

  private static double sum(List<NodeLine> nodes, ToDoubleFunction<NodeRow> of) {
    double sum = Double.NaN;
    for (NodeLine node : nodes) {
      sum = Measured.add(sum, of.applyAsDouble(node.row()));
    }
    return sum;
  }

  /** Sums of the nodes' rings, window by window from their ends. */
  private static final class Sparks {
    private final double[][] sums = new double[Sparklines.OfNode.values().length][];

    void add(Sparklines of, double cpus) {
      for (Sparklines.OfNode what : Sparklines.OfNode.values()) {
        double[] windows = of.of(what).values();
        int i = what.ordinal();
        if (sums[i] == null) {
          sums[i] = new double[windows.length];
          Arrays.fill(sums[i], Double.NaN);
        }
        Measured.accumulate(sums[i], windows, what == Sparklines.OfNode.CPU_SHARE ? cpus : 1);
      }
    }

    float[] of(Sparklines.OfNode what) {
      double[] sum = sums[what.ordinal()];
      return sum == null ? Measured.NO_SPARK : Measured.spark(sum, 1);
    }
  }
}
