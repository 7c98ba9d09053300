package dev.nodecast.bench;

import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.H2load;
import dev.nodecast.bench.run.Nginx;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bpf.exchange.Exchanges;

/**
 * What golden signals cost the node at a fixed rate, both ends on it: the processors' time of both
 * ends, in whose calls the kernel programs run, and of the agent, with the programs less without
 * them. Not the whole machine's: the aggregator's share of that changes more than this is.
 */
final class ExchangeCost implements Benchmark {
  private static final int RATE = 10_000;
  private static final int WARM_UP_SECONDS = 10;
  private static final int ROUNDS = 31;
  private static final int SECONDS = 2;
  private static final double MOST_ADDED = 5;
  private static final double MOST_AGENT = 5;
  private static final double MOST_RSS_MIB = 128;

  /** Processors' time of one round, per second of it: 1 is one of them. */
  private record Round(double ends, double agent) {
    double node() {
      return ends + agent;
    }
  }

  @Override
  public String name() {
    return "exchange.cpu";
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    try (Cluster cluster = Cluster.aside("exchange");
        Nginx nginx = Nginx.start(cluster.path())) {
      PairedRounds<Round> rounds = PairedRounds.start(cluster, Exchanges.NAME);
      H2load.requests(nginx.url(), RATE, WARM_UP_SECONDS);
      rounds.run(ROUNDS, () -> round(nginx, rounds.agent().pid()));
      Quantiles added = rounds.differences(round -> 100 * round.node());
      Quantiles agent = rounds.differences(Round::agent);
      report.note(
          RATE
              + " requests/s of h2load to nginx; medians of "
              + ROUNDS
              + " rounds of twice "
              + SECONDS
              + " s; load "
              + Machine.load());
      report.note("processors without: " + Report.digits(rounds.without(Round::node).median()));
      report.note("% of a core added in the rounds " + added.spread());
      report.figure(name() + ".added", added.median(), "% of a core", Target.atMost(MOST_ADDED));
      // Each request is an exchange at either end.
      report.figure(
          name() + ".agent",
          100 * agent.median() * 10_000 / (2 * RATE),
          "% of a core for 10,000 exchanges/s",
          Target.atMost(MOST_AGENT));
      report.figure(
          name() + ".rss",
          ProcessFiles.rssMib(rounds.agent().pid()),
          "MiB",
          Target.atMost(MOST_RSS_MIB));
    }
  }

  /** Programs that were loaded just now know no request: each is an event of its own at first. */
  private static Round round(Nginx nginx, long agent) throws Exception {
    H2load.requests(nginx.url(), RATE, 1);
    double ends = endsSeconds(nginx);
    double own = ProcessFiles.cpuSeconds(agent);
    long from = System.nanoTime();
    H2load.requests(nginx.url(), RATE, SECONDS);
    double seconds = (System.nanoTime() - from) / 1e9;
    return new Round(
        (endsSeconds(nginx) - ends) / seconds, (ProcessFiles.cpuSeconds(agent) - own) / seconds);
  }

  /** Of the server, and of the clients that ended. */
  private static double endsSeconds(Nginx nginx) throws Exception {
    return nginx.cpuSeconds() + ProcessFiles.endedChildrenSeconds();
  }
}
