package dev.nodecast.bench;

import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.ContainerCgroups;
import dev.nodecast.bench.run.NodeExporter;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.Program;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one agent costs on a machine with 100 containers of three processes each, a tenth of which
 * work a little. Processes outside containers are looked at but not reported, so that this is what
 * is measured and not what else the machine runs. In the same minute, what prometheus-node-exporter
 * costs that is scraped every second and knows neither containers nor processes. Without kernel
 * programs, which {@link EbpfMemory} and {@link EbpfDrain} measure.
 */
final class AgentCost implements Benchmark {
  private static final int CONTAINERS = 100;
  private static final int PROCESSES = 300;
  private static final int WARM_UP_SECONDS = 45;
  private static final int SECONDS = 75;

  @Override
  public String name() {
    return "agent.cost";
  }

  @Override
  public void run(Report report) throws Exception {
    try (Cluster cluster = new Cluster("cost", "");
        ContainerCgroups containers =
            new ContainerCgroups(cluster.path(), CONTAINERS, PROCESSES / CONTAINERS);
        NodeExporter exporter = NodeExporter.start(cluster.path())) {
      Program agent =
          cluster.agent("cost", Map.of("NODECAST_PROCESS_LIMIT", "0", "NODECAST_EBPF", "false"));
      exporter.scrape(WARM_UP_SECONDS);
      agent.requireAlive();
      double agentBefore = ProcessFiles.cpuSeconds(agent.pid());
      double exporterBefore = exporter.cpuSeconds();
      long began = System.nanoTime();
      exporter.scrape(SECONDS);
      double took = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
      double cpu = (ProcessFiles.cpuSeconds(agent.pid()) - agentBefore) / took * 100;
      double exporterCpu = (exporter.cpuSeconds() - exporterBefore) / took * 100;
      agent.requireAlive();
      String entities =
          cluster
              .sql()
              .text(
                  "SELECT concat(toString(uniqExact(container_id)), ' containers, ',"
                      + " toString((SELECT uniqExact(pid) FROM process WHERE ts > now() - 30)), '"
                      + " processes, shed: ', (SELECT toString(argMax(shed, ts)) FROM agent)) FROM"
                      + " container WHERE ts > now() - 30 AND container_id != ''")
              .strip();
      double samples =
          cluster.sql().number("SELECT sum(samples) / sum(ticks) FROM agent WHERE ts > now() - 60");
      report.note(
          containers.count()
              + " cgroups; in the last rows: "
              + entities
              + "; "
              + Math.round(samples)
              + " samples a tick; load "
              + Machine.load());
      report.figure(name() + ".rss", ProcessFiles.rssMib(agent.pid()), "MiB", Target.atMost(80));
      report.figure(name() + ".cpu", cpu, "%", Target.atMost(1));
      report.note("beside it: prometheus-node-exporter, one scrape a second, " + exporter.size());
      report.figure(name() + ".exporter.rss", exporter.rssMib(), "MiB");
      report.figure(name() + ".exporter.cpu", exporterCpu, "%");
    }
  }
}
