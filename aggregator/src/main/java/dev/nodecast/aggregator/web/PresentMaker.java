package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.Sparklines;
import dev.nodecast.aggregator.web.Present.ListedNode;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Tick;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes pictures of the live state, one node's monitor at a time. Used by one thread at a time. */
final class PresentMaker {
  /** A node without frames for this long is silent; agents send one each second. */
  static final long SILENT_MS = 10_000;

  private final LiveState live;
  private final KubeMaker kube;
  private final Clock clock;
  private final HealthLog health = new HealthLog();
  private final HourCount oomKills = new HourCount();
  private Map<String, PodGroups> groups = new HashMap<>();
  private Tick lastTick = new Tick(0, Instant.EPOCH);
  private long lastVersion = -1;
  private Present.Totals lastTotals = Present.NOTHING;

  PresentMaker(LiveState live, ClusterView cluster, Clock clock) {
    this.live = live;
    this.kube = new KubeMaker(cluster);
    this.clock = clock;
  }

  /** Grows with all that a picture shows. */
  long version() {
    return live.version() + kube.version();
  }

  Present make() {
    long started = System.nanoTime();
    long version = version();
    Instant now = clock.instant();
    Making making = new Making(now);
    health.begin(now);
    Map<String, PodGroups> kept = new HashMap<>();
    for (NodeState node : live.nodes()) {
      synchronized (node) {
        kept.put(node.name(), making.add(node, PodGroups.of(node, groups.get(node.name()))));
      }
    }
    groups = kept;
    making.addUnseen();
    KubePicture picture = making.joining.done(making.pods, health);
    health.end();
    return making.done(version, started, picture);
  }

  /** The sums of one picture while it is made. */
  private final class Making {
    private final Instant now;
    private final List<NodeLine> nodes = new ArrayList<>();
    private final Map<String, NodeLine> byName = new HashMap<>();
    private final List<ListedNode> listed = new ArrayList<>();
    private final List<PodLine> pods = new ArrayList<>();
    private final Present.Tally nodeTally = new Present.Tally();
    private final Present.Tally podTally = new Present.Tally();
    private final Present.Tally agentTally = new Present.Tally();
    private double agentCpu = Double.NaN;
    private double agentMemory = Double.NaN;
    private int agents;
    private int containers;
    private long newestFrame;

    private final KubeMaker.Joining joining;

    Making(Instant now) {
      this.now = now;
      this.joining = kube.begin(now);
    }

    PodGroups add(NodeState node, PodGroups of) {
      NodeState.AgentInfo agent = node.agent();
      long frame = node.frameMs();
      boolean isLive = PresentMaker.isLive(node, now.toEpochMilli());
      NodeFigures figures = new NodeFigures(node);
      double[] cpu = node.sparklines().of(Sparklines.OfNode.CPU_SHARE).values();
      Health state =
          isLive
              ? HealthRules.node(health, node.name(), figures, cpu)
              : health.since(
                  Finding.Kind.NODE,
                  node.name(),
                  Severity.UNKNOWN,
                  "Silent",
                  Instant.ofEpochMilli(frame == 0 ? agent.connectedMs() : frame));
      state = worse(Finding.Kind.NODE, node.name(), state, joining.nodeHealth(node.name()));
      NodeRow row = row(node, of, figures, state, cpu).with(state, joining.node(node.name()));
      NodeLine line = new NodeLine(node, agent, frame, isLive, row, figures.diskBusy());
      nodes.add(line);
      listed.add(new ListedNode(row, search(node.name(), agent.kernel())));
      byName.put(node.name(), line);
      nodeTally.add(state.severity());
      agentTally.add(AgentReads.severity(node, isLive));
      newestFrame = Math.max(newestFrame, frame);
      containers += node.kind(ContainerKind.KIND).living().cardinality();
      oomKills.add(now, node.name(), figures.value(NodeKind.OOM_KILLS));
      if (isLive) {
        agent(node.kind(AgentKind.KIND));
      }
      addPods(node, of, isLive ? null : state);
      return of;
    }

    private void agent(KindState self) {
      if (Measured.single(self)) {
        agents++;
        agentCpu = Measured.add(agentCpu, self.rate(AgentKind.CPU, 0) / 1e6);
        agentMemory = Measured.add(agentMemory, self.number(AgentKind.RSS, 0));
      }
    }

    private void addPods(NodeState node, PodGroups of, Health silent) {
      List<PodName> names = of.names();
      for (int i = 0; i < names.size(); i++) {
        KubePod said = joining.seen(names.get(i));
        PodName name = said == null ? names.get(i) : names.get(i).as(said);
        PodRow row = pod(name, new PodFigures(node, of, i), silent, said);
        pods.add(new PodLine(name, row, said));
        podTally.add(row.health().severity());
      }
    }

    /**
     * Nodes without an agent; pods of those, and pods that wait for a node or ended. A node's agent
     * may be about to come: that it does is no recovery, so nobody remembers since when it is away.
     */
    void addUnseen() {
      for (String name : joining.unseenNodes(byName.keySet())) {
        Health state =
            worse(Finding.Kind.NODE, name, UnseenNode.NO_AGENT, joining.nodeHealth(name));
        NodeRow row = UnseenNode.row(name, state, joining.podsOn(name), joining.node(name));
        listed.add(new ListedNode(row, search(name, "")));
        nodeTally.add(state.severity());
      }
      for (KubePod pod : joining.unseen()) {
        Health state = said(pod);
        pods.add(new PodLine(pod.name(), UnseenPod.row(pod, state), pod));
        podTally.add(state.severity());
      }
    }

    private Health said(KubePod pod) {
      Health none = Health.of(Severity.OK, pod.said().text());
      return worse(Finding.Kind.POD, pod.name().uid(), none, pod.said());
    }

    /**
     * What is worse of what was measured and what Kubernetes says; of equals the latter.
     *
     * @param said may be null
     */
    private Health worse(Finding.Kind kind, String id, Health measured, Health said) {
      if (said == null) {
        return measured;
      }
      if (said.severity() == Severity.OK) {
        // It knows better whether something runs, starts or ended; not whether it is silent.
        return measured.severity() == Severity.OK ? said : measured;
      }
      if (said.severity().compareTo(measured.severity()) < 0) {
        return measured;
      }
      return said.since().equals(Instant.EPOCH)
          ? health.state(kind, id, said.severity(), "kubernetes", said.text())
          : health.since(kind, id, said.severity(), said.text(), said.since());
    }

    /** Where Kubernetes tells of the kill, that is one fact and not two. */
    private static boolean kills(KubePod said) {
      return said == null || !said.reason().equals("OOMKilled");
    }

    private PodRow pod(PodName name, PodFigures pod, Health silent, KubePod said) {
      double memory = pod.sum(ContainerKind.MEMORY_WORKING_SET);
      double memoryLimit = pod.limit(ContainerKind.MEMORY_LIMIT);
      Health state =
          silent == null
              ? HealthRules.pod(health, name.uid(), pod, memory, memoryLimit, kills(said))
              : silent;
      state = worse(Finding.Kind.POD, name.uid(), state, said == null ? null : said.said());
      return new PodRow(
          name.uid(),
          name.name(),
          name.namespace(),
          name.node(),
          name.kind(),
          state,
          pod.containers(),
          pod.processes(),
          pod.cores(ContainerKind.CPU_USAGE),
          pod.limit(ContainerKind.CPU_LIMIT),
          memory,
          memoryLimit,
          pod.throttled(),
          pod.stalled(),
          pod.received(),
          pod.sent(),
          pod.read(),
          pod.written(),
          Measured.NO_SPARK);
    }

    Present done(long version, long started, KubePicture picture) {
      Present.Totals totals =
          new Present.Totals(
              nodeTally.counts(),
              podTally.counts(),
              agentTally.counts(),
              agentCpu / agents,
              agentMemory / agents,
              containers,
              oomKills.sum(now),
              health.lastRecovery());
      Tick tick = tick(version, totals, Instant.ofEpochMilli(newestFrame));
      long end = System.nanoTime();
      return new Present(
          version,
          tick,
          List.copyOf(nodes),
          Map.copyOf(byName),
          List.copyOf(listed),
          listed.stream().collect(Collectors.toUnmodifiableMap(of -> of.row().name(), of -> of)),
          // Not copied: 100,000 of them, and nobody else has this list.
          java.util.Collections.unmodifiableList(pods),
          new Present.PodIds(pods),
          picture,
          totals,
          health.recoveries(),
          end,
          end - started);
    }
  }

  /** The tick stays when nothing came and nobody fell silent: pollers then get 204. */
  private Tick tick(long version, Present.Totals totals, Instant newestFrame) {
    if (version != lastVersion || !totals.equals(lastTotals)) {
      // Grows also when the clock was set back.
      long number = Math.max(lastTick.number() + 1, clock.millis());
      lastTick = new Tick(number, newestFrame);
      lastVersion = version;
      lastTotals = totals;
    }
    return lastTick;
  }

  private static String search(String name, String kernel) {
    return (name + '\n' + kernel).toLowerCase(Locale.ROOT);
  }

  static boolean isLive(NodeState node, long nowMs) {
    // Agents may be set to slower ticks than a second.
    int interval = node.kind(NodeKind.KIND).intervalMs(NodeKind.CPU_USER);
    return node.frameMs() > 0 && nowMs - node.frameMs() <= Math.max(SILENT_MS, 3L * interval);
  }

  private static NodeRow row(
      NodeState node, PodGroups of, NodeFigures figures, Health state, double[] cpu) {
    return new NodeRow(
        node.name(),
        state,
        figures.cpuCount(),
        figures.cpuCores(),
        figures.memoryTotal(),
        figures.memoryUsed(),
        figures.value(NodeKind.LOAD_1M),
        of.names().size(),
        node.kind(ProcessKind.KIND).living().cardinality(),
        figures.network(NodeNetworkKind.RX_BYTES),
        figures.network(NodeNetworkKind.TX_BYTES),
        figures.disk(NodeDiskKind.READ_BYTES),
        figures.disk(NodeDiskKind.WRITE_BYTES),
        figures.retransmits(),
        figures.stalled(),
        Measured.spark(cpu, figures.cpuCount()));
  }
}
