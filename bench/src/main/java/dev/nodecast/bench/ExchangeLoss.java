package dev.nodecast.bench;

import dev.nodecast.bench.run.AgentPrograms;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.H2load;
import dev.nodecast.bench.run.Nginx;
import dev.nodecast.bench.run.Program;
import java.time.Duration;
import java.util.Map;

/**
 * Requests at 50,000/s from an agent's first second on, counted at both ends and stored, against
 * what the load generator says: none is missing.
 */
final class ExchangeLoss implements Benchmark {
  private static final String NODE = "loss";
  private static final int RATE = 50_000;
  private static final int SECONDS = 10;

  @Override
  public String name() {
    return "exchange.loss";
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    try (Cluster cluster = new Cluster("loss", "");
        Nginx nginx = Nginx.start(cluster.path())) {
      Program agent =
          cluster.agent(
              NODE, Map.of("NODECAST_PROFILE", "standard", "NODECAST_CPU_BUDGET_PERCENT", "100"));
      AgentPrograms.settled(agent);
      long from = System.nanoTime();
      long made = H2load.requests(nginx.url() + "loss", RATE, SECONDS);
      double rate = made * 1e9 / (System.nanoTime() - from);
      double[] stored = {0, 0};
      for (int end = 0; end < 2; end++) {
        stored[end] = stored(cluster, made, end == 0 ? "server" : "client");
      }
      report.note(
          made
              + " requests, "
              + Math.round(rate)
              + "/s, counted at either end; server "
              + Math.round(stored[0])
              + ", client "
              + Math.round(stored[1])
              + "; load "
              + Machine.load());
      report.figure(
          name() + ".lost", 2 * made - stored[0] - stored[1], "exchanges", Target.atMost(0));
    }
  }

  /** What is stored once it does not grow any more. */
  private static double stored(Cluster cluster, long made, String role) throws Exception {
    String sql =
        "SELECT sum(requests) FROM service WHERE target = '/loss' AND role = '" + role + "'";
    double[] last = {-1};
    Await.until(
        made + " requests at the " + role,
        Duration.ofSeconds(90),
        Duration.ofSeconds(12), // two windows of storage and the time to write them
        () -> {
          double before = last[0];
          last[0] = cluster.sql().number(sql);
          return last[0] >= made || last[0] == before;
        });
    return last[0];
  }
}
