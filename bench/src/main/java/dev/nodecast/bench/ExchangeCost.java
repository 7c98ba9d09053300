package dev.nodecast.bench;

import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.H2load;
import dev.nodecast.bench.run.Nginx;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bpf.exchange.Exchanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

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
  private static final int URLS = 20_000;
  private static final double MOST_AGENT = 5;
  private static final double MOST_RSS_MIB = 128;

  static final Benchmark SAME =
      new ExchangeCost(
          "exchange.cpu",
          "one URL",
          (nginx, in) -> seconds -> H2load.requests(nginx.url(), RATE, seconds),
          Optional.of(Target.atMost(5)));

  /** As of a service with ids in its paths: none is like another, and all are one route. */
  static final Benchmark IDS =
      new ExchangeCost(
          "exchange.cpu.ids",
          "a path with two ids, each another",
          (nginx, in) -> {
            Path urls = urls(nginx.url(), in);
            return seconds -> H2load.requests(urls, RATE, seconds);
          },
          Optional.empty());

  /** Processors' time of one round, per second of it: 1 is one of them. */
  private record Round(double ends, double agent) {
    double node() {
      return ends + agent;
    }
  }

  /** Asks at the rate for so many seconds. */
  private interface Requests {
    long during(int seconds) throws Exception;
  }

  private interface Start {
    Requests of(Nginx nginx, Path directory) throws Exception;
  }

  private final String name;
  private final String what;
  private final Start start;
  private final Optional<Target> added;

  private ExchangeCost(String name, String what, Start start, Optional<Target> added) {
    this.name = name;
    this.what = what;
    this.start = start;
    this.added = added;
  }

  @Override
  public String name() {
    return name;
  }

  private static Path urls(String url, Path directory) throws IOException {
    Random random = new Random(5);
    return Files.write(
        directory.resolve("urls"),
        IntStream.range(0, URLS)
            .mapToObj(
                i ->
                    url
                        + "api/users/"
                        + random.nextInt(Integer.MAX_VALUE)
                        + "/orders/"
                        + new UUID(random.nextLong(), random.nextLong()))
            .toList());
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    try (Cluster cluster = Cluster.aside("exchange");
        Nginx nginx = Nginx.start(cluster.path())) {
      PairedRounds<Round> rounds = PairedRounds.start(cluster, Exchanges.NAME);
      Requests requests = start.of(nginx, cluster.path());
      requests.during(WARM_UP_SECONDS);
      rounds.run(ROUNDS, () -> round(requests, nginx, rounds.agent().pid()));
      Quantiles more = rounds.differences(round -> 100 * round.node());
      Quantiles agent = rounds.differences(Round::agent);
      report.note(
          RATE
              + " requests/s of h2load to nginx, of "
              + what
              + "; medians of "
              + ROUNDS
              + " rounds of twice "
              + SECONDS
              + " s; load "
              + Machine.load());
      report.note("processors without: " + Report.digits(rounds.without(Round::node).median()));
      report.note("% of a core added in the rounds " + more.spread());
      if (added.isPresent()) {
        report.figure(name + ".added", more.median(), "% of a core", added.get());
      } else {
        report.figure(name + ".added", more.median(), "% of a core");
      }
      // Each request is an exchange at either end.
      report.figure(
          name + ".agent",
          100 * agent.median() * 10_000 / (2 * RATE),
          "% of a core for 10,000 exchanges/s",
          Target.atMost(MOST_AGENT));
      report.figure(
          name + ".rss",
          ProcessFiles.rssMib(rounds.agent().pid()),
          "MiB",
          Target.atMost(MOST_RSS_MIB));
    }
  }

  /** Programs that were loaded just now know no request: each is an event of its own at first. */
  private static Round round(Requests requests, Nginx nginx, long agent) throws Exception {
    requests.during(1);
    double ends = endsSeconds(nginx);
    double own = ProcessFiles.cpuSeconds(agent);
    long from = System.nanoTime();
    requests.during(SECONDS);
    double seconds = (System.nanoTime() - from) / 1e9;
    return new Round(
        (endsSeconds(nginx) - ends) / seconds, (ProcessFiles.cpuSeconds(agent) - own) / seconds);
  }

  /** Of the server, and of the clients that ended. */
  private static double endsSeconds(Nginx nginx) throws Exception {
    return nginx.cpuSeconds() + ProcessFiles.endedChildrenSeconds();
  }
}
