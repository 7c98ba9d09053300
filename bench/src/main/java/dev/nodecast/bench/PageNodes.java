package dev.nodecast.bench;

import dev.nodecast.bench.run.Quiet;
import dev.nodecast.bench.sim.LargeCluster;
import java.net.URI;

/**
 * The nodes page's fragment with 1,000 nodes and 100,000 pods, whose values change every second. As
 * many viewers as make one poll each 50 ms, each one every two seconds with the tick that it shows;
 * timed from sending to the last byte of the compressed answer.
 */
final class PageNodes implements Benchmark {
  private static final int NODES = 1000;
  private static final int PODS_PER_NODE = 100;
  private static final int VIEWERS = 40;
  private static final int WARM_UP_SECONDS = 15;
  private static final int SECONDS = 40;

  @Override
  public String name() {
    return "page.nodes";
  }

  @Override
  public void run(Report report) throws Exception {
    int ticks = WARM_UP_SECONDS + SECONDS + 20;
    try (LargeCluster cluster = new LargeCluster(NODES, PODS_PER_NODE, ticks)) {
      URI base = URI.create("http://127.0.0.1:" + cluster.port());
      report.note(
          NODES
              + " nodes, "
              + cluster.pods()
              + " pods in memory, "
              + VIEWERS
              + " viewers; heap in use "
              + Quiet.heapMib()
              + " MiB; load "
              + Machine.load());
      cluster.start();
      PagePolls.Viewers viewers = new PagePolls.Viewers(base, "/live/nodes", VIEWERS);
      PagePolls.poll(viewers, WARM_UP_SECONDS);
      PagePolls polls = PagePolls.poll(viewers, SECONDS);
      report.note(
          polls.count()
              + " polls, of them unchanged "
              + polls.unchanged()
              + "; ticks applied "
              + cluster.applied());
      report.figure(name() + ".p50", Quantiles.of(polls.ms()).median(), "ms");
      report.figure(name() + ".p99", Quantiles.of(polls.ms()).at(0.99), "ms", Target.atMost(20));
      report.note("beside it: /health after each poll, so the machine's own delays");
      report.figure(name() + ".health.p99", Quantiles.of(polls.health()).at(0.99), "ms");
      report.figure(
          name() + ".bytes", Quantiles.of(polls.bytes()).at(1) / 1024, "KiB", Target.atMost(30));
      report.note(
          "beside it: the fragment for a viewer that shows nothing yet, and the whole page");
      report.figure(name() + ".all", PagePolls.get(base.resolve("/live/nodes")) / 1024.0, "KiB");
      report.figure(name() + ".page", PagePolls.get(base.resolve("/nodes")) / 1024.0, "KiB");
    }
  }
}
