package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.Sparklines;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.NodeFilesystemKind;
import dev.nodecast.web.read.ClusterSummary;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Shell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The cluster as a whole: sums over nodes that are live, and what is not healthy. */
final class ClusterReads {
  private static final int FINDINGS = 50;
  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(
              (Finding finding) -> finding.health().severity(), Comparator.reverseOrder())
          .thenComparing(Finding::kind)
          .thenComparing(finding -> finding.health().since())
          .thenComparing(Finding::key);

  private final Pictures pictures;
  private final String cluster;
  private final Storage storage;
  private final AgentReads agents;

  ClusterReads(String cluster, Pictures pictures, Storage storage, AgentReads agents) {
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
        Selection.first(findings, WORST_FIRST, FINDINGS),
        findings.size(),
        present.totals().lastRecovery());
  }

  private List<Finding> findings(Present present) {
    List<Finding> findings = new ArrayList<>();
    for (NodeLine node : present.nodes()) {
      if (node.row().health().severity() != Severity.OK) {
        String name = node.row().name();
        findings.add(new Finding(Finding.Kind.NODE, name, name, "", node.row().health()));
      }
    }
    for (PodLine pod : present.pods()) {
      // Pods of a silent node are as unknown as it is: the node's own line says that.
      Severity severity = pod.row().health().severity();
      if (severity == Severity.WARNING || severity == Severity.CRITICAL) {
        String place =
            pod.name().namespace().isEmpty() ? pod.name().node() : pod.name().namespace();
        findings.add(
            new Finding(
                Finding.Kind.POD, pod.name().uid(), pod.name().name(), place, pod.row().health()));
      }
    }
    findings.addAll(agents.findings());
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      findings.add(
          new Finding(Finding.Kind.STORAGE, "storage", "Storage", "", StatusReads.health(facts)));
    }
    return findings;
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
