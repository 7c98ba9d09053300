package dev.nodecast.bench;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.ContainerCgroups;
import dev.nodecast.bench.run.MapMetrics;
import dev.nodecast.bench.run.Ports;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.Program;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the standard profile takes of memory on the machine of {@link AgentCost}: resident memory of
 * the agent, and what the kernel charges for its maps, as the agent's own metrics tell it.
 */
final class EbpfMemory implements Benchmark {
  private static final int CONTAINERS = 100;
  private static final int PROCESSES = 300;
  private static final Duration STEADY = Duration.ofMinutes(2);
  private static final double MOST_RSS_MIB = 96;
  private static final double MOST_MAPS_MIB = 16;

  @Override
  public String name() {
    return "ebpf.memory";
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    int port = Ports.free();
    try (Cluster cluster = new Cluster("memory", "");
        ContainerCgroups containers =
            new ContainerCgroups(cluster.path(), CONTAINERS, PROCESSES / CONTAINERS)) {
      // Over its budget it would stop programs, and with them their maps.
      Program agent =
          cluster.agent(
              "memory",
              Map.of(
                  "NODECAST_PROFILE",
                  "standard",
                  "NODECAST_CPU_BUDGET_PERCENT",
                  "100",
                  "NODECAST_PROCESS_LIMIT",
                  "0",
                  "NODECAST_TELEMETRY_ADDRESS",
                  "127.0.0.1:" + port));
      MapMetrics maps = new MapMetrics(port);
      long from = System.nanoTime();
      Await.until(
          "a steady agent",
          STEADY.plusSeconds(60),
          Duration.ofSeconds(1),
          () -> {
            agent.requireAlive();
            return System.nanoTime() - from > STEADY.toNanos() && maps.read() > 0;
          });
      report.note(
          containers.count()
              + " cgroups with "
              + PROCESSES
              + " processes; "
              + ProcessFiles.kernelPrograms(agent.pid())
              + " programs; load "
              + Machine.load());
      double rss = ProcessFiles.rssMib(agent.pid());
      report.figure("ebpf.agent.rss", rss, "MiB", Target.atMost(MOST_RSS_MIB));
      report.note("maps, KiB: " + largest(maps.bytes()));
      double mib = maps.read() / (1024 * 1024);
      report.figure("ebpf.maps.memory", mib, "MiB", Target.atMost(MOST_MAPS_MIB));
    }
  }

  private static String largest(Map<String, Double> bytes) {
    return bytes.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(map -> map.getKey() + " " + Math.round(map.getValue() / 1024))
        .collect(Collectors.joining(", "));
  }
}
