package dev.nodecast.bench;

import dev.nodecast.bench.run.Quiet;
import dev.nodecast.bench.sim.CallCluster;
import java.net.URI;

/**
 * The service map with 200 services and 600 calls, all of whose figures change every second: the
 * whole page rendered anew for each request, and its fragment for viewers that poll.
 */
final class MapRender implements Benchmark {
  private static final int SERVICES = 200;
  private static final int CALLS = 600;
  private static final int PAGES = 200;
  private static final int VIEWERS = 40;
  private static final int WARM_UP_SECONDS = 5;
  private static final int SECONDS = 15;

  @Override
  public String name() {
    return "map.render";
  }

  @Override
  public void run(Report report) throws Exception {
    try (CallCluster cluster = new CallCluster(SERVICES, CALLS, 10 * (WARM_UP_SECONDS + SECONDS))) {
      URI base = URI.create("http://127.0.0.1:" + cluster.port());
      cluster.start();
      report.note(
          SERVICES
              + " services, "
              + CALLS
              + " calls in memory, "
              + VIEWERS
              + " viewers; heap in use "
              + Quiet.heapMib()
              + " MiB; load "
              + Machine.load());
      render(base, PAGES);
      Quantiles pages = Quantiles.of(render(base, PAGES));
      report.figure(name() + ".p50", pages.median(), "ms");
      report.figure(name() + ".p99", pages.at(0.99), "ms");
      PagePolls.Viewers viewers = new PagePolls.Viewers(base, "/live/map", VIEWERS);
      PagePolls.poll(viewers, WARM_UP_SECONDS);
      PagePolls polls = PagePolls.poll(viewers, SECONDS);
      report.figure(name() + ".poll.p50", Quantiles.of(polls.ms()).median(), "ms");
      report.figure(name() + ".poll.p99", Quantiles.of(polls.ms()).at(0.99), "ms");
      report.note("beside it: /health after each poll, so the machine's own delays");
      report.figure(name() + ".health.p99", Quantiles.of(polls.health()).at(0.99), "ms");
      report.figure(
          name() + ".bytes", Quantiles.of(polls.bytes()).at(1) / 1024, "KiB", Target.atMost(25));
      report.figure(name() + ".page", PagePolls.get(base.resolve("/map")) / 1024.0, "KiB");
    }
  }

  /** Of an address that nobody asked before: nothing of the page is remembered but places. */
  private static double[] render(URI base, int count) throws Exception {
    double[] ms = new double[count];
    for (int i = 0; i < count; i++) {
      URI page = base.resolve("/map?node=" + System.nanoTime());
      long before = System.nanoTime();
      PagePolls.get(page);
      ms[i] = (System.nanoTime() - before) / 1e6;
    }
    return ms;
  }
}
