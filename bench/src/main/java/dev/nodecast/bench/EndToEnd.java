package dev.nodecast.bench;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.sim.SimulatedAgent;
import dev.nodecast.bench.sim.Tapes;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Kind;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Simulated agents over real gRPC streams into a real aggregator and its engine: values that
 * ClickHouse has committed, for each second. A value is one stored column of one row that is no
 * label, time or origin (a histogram is one). Agents tick each second of the wall clock and hold
 * frames back that the aggregator has not acknowledged.
 */
final class EndToEnd implements Benchmark {
  private static final int CONTAINERS = 100;
  private static final int PROCESSES = 300;
  private static final int SHAPES = 60;

  /** Whole windows, as is what is measured: both ends are at the same moment of a window. */
  private static final int WARM_UP_SECONDS = 60;

  private static final int WINDOW_MS = 5000;

  /**
   * Frames that an agent may have on the way: the next window is closed by its first frame after
   * these, so that no more than one waits for each agent, and a slow store slows the agents.
   */
  private static final int MAX_UNACKED = 10;

  /** As many values as two cores take, or few enough to see what they cost. */
  enum Pace {
    THROUGHPUT,
    PACED
  }

  private final Pace pace;

  EndToEnd(Pace pace) {
    this.pace = pace;
  }

  @Override
  public String name() {
    return "e2e." + pace.name().toLowerCase(Locale.ROOT);
  }

  private record Load(int nodes, int seconds) {}

  private record Outcome(
      double valuesPerSecond, double cpuShare, double engineShare, double lag, double samples) {}

  @Override
  public void run(Report report) throws Exception {
    double perNode = valuesOfNode();
    report.note(
        "a node: "
            + CONTAINERS
            + " containers, "
            + PROCESSES
            + " processes, "
            + Math.round(perNode)
            + " values a window of 5 s; agents, aggregator and engine share the machine; load "
            + Machine.load());
    if (pace == Pace.THROUGHPUT) {
      // A seventh more than the target, so that the figure is what the system does, not the load.
      int busy = (int) Math.ceil(1_500_000 * 1.15 / (perNode / 5));
      Outcome full = run(report, new Load(busy, 190), 120);
      report.figure(name(), full.valuesPerSecond(), "values/s", Target.atLeast(1_500_000));
      report.figure(name() + ".samples", full.samples(), "samples/s");
      report.figure(name() + ".lag", full.lag(), "frames");
    } else {
      int calm = (int) Math.round(300_000 / (perNode / 5));
      Outcome paced = run(report, new Load(calm, 130), 60);
      report.figure(name(), paced.valuesPerSecond(), "values/s");
      report.figure(name() + ".cpu", paced.cpuShare() * 100, "%", Target.atMost(15));
      report.figure(name() + ".cpu.engine", paced.engineShare() * 100, "%");
    }
  }

  private Outcome run(Report report, Load load, int seconds) throws Exception {
    Tapes tapes = new Tapes(load.nodes(), SHAPES, load.seconds(), CONTAINERS, PROCESSES);
    try (Cluster cluster = new Cluster("e2e", "")) {
      List<ManagedChannel> channels = new ArrayList<>();
      List<SimulatedAgent> agents = new ArrayList<>();
      try {
        long startMs = (System.currentTimeMillis() / WINDOW_MS + 3) * WINDOW_MS;
        tapes.compress(startMs);
        for (int n = 0; n < load.nodes(); n++) {
          // A connection for each, as agents of different machines have.
          ManagedChannel channel =
              NettyChannelBuilder.forAddress("127.0.0.1", cluster.ingestPort())
                  .usePlaintext()
                  .build();
          channels.add(channel);
          agents.add(new SimulatedAgent(channel, tapes, n, MAX_UNACKED));
        }
        Await.until(
            "welcome of all " + load.nodes() + " agents",
            Duration.ofSeconds(60),
            () -> {
              requireAll(agents);
              return agents.stream().allMatch(SimulatedAgent::welcome);
            });
        return measure(report, cluster, agents, tapes, Math.max(startMs, now()), seconds);
      } finally {
        agents.forEach(SimulatedAgent::close);
        channels.forEach(ManagedChannel::shutdownNow);
      }
    }
  }

  private Outcome measure(
      Report report,
      Cluster cluster,
      List<SimulatedAgent> agents,
      Tapes tapes,
      long startMs,
      int seconds)
      throws Exception {
    // Until commits come at their pace and what is hot is compiled.
    send(agents, startMs, WARM_UP_SECONDS);
    long pid = cluster.aggregator().pid();
    long ackedBefore = acked(agents);
    Map<String, Double> threadsBefore = threads(cluster);
    double cpuBefore = cluster.aggregator().cpuSeconds();
    double ownBefore = ProcessFiles.cpuSeconds(pid);
    long sentBefore = agents.stream().mapToLong(SimulatedAgent::sent).sum();
    long began = System.nanoTime();
    send(agents, startMs, WARM_UP_SECONDS + seconds);
    long committed = acked(agents) - ackedBefore;
    double took = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
    double cpu = cluster.aggregator().cpuSeconds() - cpuBefore;
    double own = ProcessFiles.cpuSeconds(pid) - ownBefore;
    report.note(
        "most CPU of the engine's threads: " + busiest(threadsBefore, threads(cluster), took));
    long sent = agents.stream().mapToLong(SimulatedAgent::sent).sum();
    double lag =
        agents.stream().mapToLong(agent -> agent.sent() - agent.acked()).average().orElse(0);
    report.note(
        agents.size()
            + " agents, "
            + Report.digits(took)
            + " s, "
            + Report.digits(agents.size() * valuesOfNode() / 5)
            + " values/s offered: "
            + committed
            + " frames committed, "
            + (sent - sentBefore)
            + " frames sent, "
            + Report.digits(cpu / took * 100)
            + " % of a core (aggregator "
            + Report.digits(own / took * 100)
            + ", engine "
            + Report.digits((cpu - own) / took * 100)
            + "); load "
            + Machine.load());
    return new Outcome(
        committed * valuesOfNode() / (WINDOW_MS / 1000.0) / took,
        cpu / took,
        (cpu - own) / took,
        lag,
        (sent - sentBefore) * (double) tapes.samples() / took);
  }

  /** Sends what is due up to that second, at the second that it is due. */
  private static void send(List<SimulatedAgent> agents, long startMs, int untilSecond)
      throws IOException, InterruptedException {
    while (now() < startMs + untilSecond * 1000L) {
      long due = Math.floorDiv(now() - startMs, 1000L) + 1;
      requireAll(agents);
      for (SimulatedAgent agent : agents) {
        while (agent.sent() < due && agent.send()) {
          // Frames that were held back go together.
        }
      }
      Thread.sleep(5);
    }
  }

  private static Map<String, Double> threads(Cluster cluster) {
    Map<String, Double> all = new HashMap<>();
    for (long child : cluster.aggregator().children()) {
      ProcessFiles.cpuByThread(child).forEach((name, cpu) -> all.merge(name, cpu, Double::sum));
    }
    return all;
  }

  private static String busiest(
      Map<String, Double> before, Map<String, Double> after, double seconds) {
    return after.entrySet().stream()
        .map(
            entry ->
                Map.entry(
                    entry.getKey(), entry.getValue() - before.getOrDefault(entry.getKey(), 0.0)))
        .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
        .limit(6)
        .map(entry -> entry.getKey() + " " + Report.digits(entry.getValue() / seconds * 100) + " %")
        .collect(Collectors.joining(", "));
  }

  private static void requireAll(List<SimulatedAgent> agents) throws IOException {
    for (SimulatedAgent agent : agents) {
      if (agent.failure() != null) {
        throw new IOException("a stream ended: " + agent.failure(), agent.failure());
      }
    }
  }

  /** Acknowledged is what ClickHouse has committed in every table. */
  private static long acked(List<SimulatedAgent> agents) {
    return agents.stream().mapToLong(SimulatedAgent::acked).sum();
  }

  private static int valuesPerRow(Kind kind) {
    return kind.columns().stream().mapToInt(column -> column.max() ? 2 : 1).sum();
  }

  /** Of one simulated node and window. */
  private static double valuesOfNode() {
    double values = 0;
    for (Kind kind : Catalog.KINDS) {
      int rows =
          switch (kind.name()) {
            case "container", "container_network" -> CONTAINERS;
            case "process" -> PROCESSES;
            case "node_cpu" -> 4;
            case "node", "agent", "node_disk", "node_network" -> 1;
            default -> 0;
          };
      values += (double) rows * valuesPerRow(kind);
    }
    return values;
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
