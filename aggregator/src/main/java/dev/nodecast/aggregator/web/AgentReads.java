package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.catalog.AgentCollectorKind;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.AgentProgramKind;
import dev.nodecast.catalog.Column;
import dev.nodecast.web.read.AgentRow;
import dev.nodecast.web.read.CollectorRow;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.Reason;
import dev.nodecast.web.read.Severity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The agents as they measure themselves, and those that were refused. */
final class AgentReads {
  private static final double MICROS = 1e6;

  /**
   * Left out by design, or gone before they could be read: nothing that was measured is lost by
   * these.
   */
  private static final Set<Column> HARMLESS =
      Set.of(AgentKind.DROPPED_PROCESS_LIMIT, AgentKind.DROPPED_UNREADABLE);

  private static final String DROPPED = "dropped_";

  private static final List<Column> LOSSES =
      AgentKind.DROPS.stream().filter(column -> !HARMLESS.contains(column)).toList();

  /** A refused agent tries again each few seconds; one that stopped trying is forgotten. */
  private static final long REFUSAL_MS = 120_000;

  private final Supplier<List<Sessions.Refusal>> refusals;
  private final Clock clock;

  AgentReads(Supplier<List<Sessions.Refusal>> refusals, Clock clock) {
    this.refusals = refusals;
    this.clock = clock;
  }

  Counts counts(Present present) {
    Counts of = present.totals().agents();
    int refused = refused().size();
    return new Counts(of.total() + refused, of.ok(), of.unknown(), of.warning(), refused);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (Sessions.Refusal refusal : refused()) {
      String name = name(refusal);
      findings.add(
          new Finding(
              Finding.Kind.AGENT,
              name,
              name,
              "",
              new Health(
                  Severity.CRITICAL, refusal.reason(), Instant.ofEpochMilli(refusal.atMs()))));
    }
    return findings;
  }

  /** Trouble first, then by name. */
  List<AgentRow> rows(Present present) {
    List<AgentRow> rows = new ArrayList<>();
    refused().forEach(refusal -> rows.add(refused(refusal)));
    for (NodeLine line : present.nodes()) {
      synchronized (line.state()) {
        rows.add(row(line));
      }
    }
    rows.sort(
        Comparator.comparing(AgentRow::severity, Comparator.reverseOrder())
            .thenComparing(AgentRow::name));
    return rows;
  }

  private List<Sessions.Refusal> refused() {
    long since = clock.millis() - REFUSAL_MS;
    return refusals.get().stream().filter(refusal -> refusal.atMs() >= since).toList();
  }

  private static String name(Sessions.Refusal refusal) {
    return refusal.node() + " (" + refusal.address() + ")";
  }

  private AgentRow row(NodeLine line) {
    NodeState node = line.state();
    KindState self = node.kind(AgentKind.KIND);
    boolean here = Measured.single(self);
    double cpu = rate(self, here, AgentKind.CPU) / MICROS;
    double sent = rate(self, here, AgentKind.SENT_BYTES);
    double samples = rate(self, here, AgentKind.SAMPLES);
    return new AgentRow(
        node.name(),
        line.agent().version(),
        line.live() ? AgentRow.State.LIVE : AgentRow.State.SILENT,
        line.live() ? "Live" : line.agent().connected() ? "Silent" : "Disconnected",
        Instant.ofEpochMilli(line.live() ? line.agent().connectedMs() : line.frameMs()),
        line.frameMs() == 0 ? Double.NaN : Math.max(0, clock.millis() - line.frameMs()) / 1e3,
        cpu,
        Measured.share(cpu, line.row().cpuCount()),
        Double.NaN,
        gauge(self, here, AgentKind.RSS),
        gauge(self, here, AgentKind.SPOOL_BYTES),
        gauge(self, here, AgentKind.SPOOL_LIMIT),
        gauge(self, here, AgentKind.UNACKED_FRAMES),
        samples,
        sent,
        Measured.share(sent, samples),
        here ? Measured.text(self, AgentKind.DISCOVERY, 0) : "",
        gauge(self, here, AgentKind.FILTERED_CONTAINERS),
        drops(node, self, here),
        collectors(node.kind(AgentCollectorKind.KIND)),
        missing(node, here, line.agent().unknown()));
  }

  private static AgentRow refused(Sessions.Refusal refusal) {
    double none = Double.NaN;
    return new AgentRow(
        name(refusal),
        "",
        AgentRow.State.REFUSED,
        refusal.reason(),
        Instant.ofEpochMilli(refusal.atMs()),
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        "",
        none,
        List.of(),
        List.of(),
        List.of());
  }

  private static double rate(KindState self, boolean here, Column column) {
    return here ? self.rate(column, 0) : Double.NaN;
  }

  private static double gauge(KindState self, boolean here, Column column) {
    return here ? self.number(column, 0) : Double.NaN;
  }

  private static List<Reason> drops(NodeState node, KindState self, boolean here) {
    List<Reason> drops = new ArrayList<>();
    for (Column column : AgentKind.DROPS) {
      if (here && self.value(column, 0) > 0) {
        drops.add(reason(node, self, column, column.name().substring(DROPPED.length())));
      }
    }
    return drops;
  }

  /** Nodes whose wall clock was set while their agent ran. */
  static List<Reason> clockSteps(Present present) {
    List<Reason> steps = new ArrayList<>();
    for (NodeLine line : present.nodes()) {
      NodeState node = line.state();
      synchronized (node) {
        KindState self = node.kind(AgentKind.KIND);
        if (Measured.single(self) && self.value(AgentKind.CLOCK_STEPS, 0) > 0) {
          steps.add(reason(node, self, AgentKind.CLOCK_STEPS, AgentKind.CLOCK_STEPS.name()));
        }
      }
    }
    return steps;
  }

  private static Reason reason(NodeState node, KindState self, Column column, String id) {
    String help = column.help();
    return new Reason(
        id,
        help.substring(0, help.length() - 1),
        node.name(),
        self.value(column, 0),
        Instant.ofEpochMilli(node.troubles().lastMs(column)),
        LOSSES.contains(column));
  }

  /** As its row on Status has it. Call under the node's monitor. */
  static Severity severity(NodeState node, boolean live) {
    if (!live) {
      return Severity.UNKNOWN;
    }
    KindState self = node.kind(AgentKind.KIND);
    if (Measured.single(self)) {
      for (Column column : LOSSES) {
        if (self.value(column, 0) > 0) {
          return Severity.WARNING;
        }
      }
    }
    return Severity.OK;
  }

  private static List<CollectorRow> collectors(KindState cells) {
    List<CollectorRow> rows = new ArrayList<>();
    for (int slot : Measured.slots(cells)) {
      String outcome = Measured.text(cells, AgentCollectorKind.OUTCOME, slot);
      boolean ok = outcome.equals("ok");
      int colon = outcome.indexOf(": ");
      rows.add(
          new CollectorRow(
              cells.labels(slot)[0],
              cells.number(AgentCollectorKind.RUNS, slot),
              Measured.share(
                  cells.rate(AgentCollectorKind.DURATION, slot) / MICROS,
                  cells.rate(AgentCollectorKind.RUNS, slot)),
              ok ? "produced" : colon > 0 ? outcome.substring(0, colon) : "failed",
              ok ? "" : colon > 0 ? outcome.substring(colon + 2) : outcome));
    }
    rows.sort(Comparator.comparing(CollectorRow::name));
    return rows;
  }

  /** What helps against an obstacle that the agent found; empty when that is not known. */
  static String remedy(String why) {
    if (why.contains("lacks CAP_")) {
      return "Grant the agent CAP_BPF and CAP_PERFMON, or run it as root.";
    }
    if (why.contains("libbpf does not load")) {
      return "Install libelf (libelf1) and zlib where the agent runs.";
    }
    if (why.contains("RLIMIT_MEMLOCK")) {
      return "Raise the limit of locked memory, or grant CAP_SYS_RESOURCE.";
    }
    if (why.contains("tracefs")) {
      return "Mount it: mount -t tracefs tracefs /sys/kernel/tracing";
    }
    if (why.contains("BTF")) {
      return "Boot a kernel with CONFIG_DEBUG_INFO_BTF=y; let the agent read /sys/kernel/btf.";
    }
    if (why.contains("lockdown")) {
      return "Boot without kernel lockdown, if that is acceptable.";
    }
    if (why.contains("this kernel ") || why.contains("the kernel does not make")) {
      return "Boot a newer kernel: docs/kernels.md says what each one has.";
    }
    return "";
  }

  private static List<Missing> missing(NodeState node, boolean here, String unknown) {
    KindState self = node.kind(AgentKind.KIND);
    List<Missing> out = new ArrayList<>();
    List<Missing> panels = ProbeReads.missing(node.kind(AgentProgramKind.KIND));
    if (here) {
      for (String why : Measured.text(self, AgentKind.MISSING, 0).split("[;\n]", 20)) {
        // Not again what is said of each panel.
        if (!why.isBlank() && panels.stream().noneMatch(it -> it.why().contains(why.strip()))) {
          out.add(new Missing("eBPF panels", why.strip(), remedy(why)));
        }
      }
      String shed = Measured.text(self, AgentKind.BUDGET_SHED, 0);
      if (!shed.isBlank()) {
        out.add(
            new Missing(
                shed,
                "the agent reached its CPU budget",
                "It comes back by itself when the agent needs less."));
      }
    }
    out.addAll(panels);
    if (!unknown.isEmpty()) {
      out.add(
          new Missing(
              unknown, "this aggregator does not know it", "Update the aggregator to see it."));
    }
    return out;
  }
}
