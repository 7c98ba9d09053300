package dev.nodecast.bench;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.GrpcLoad;
import dev.nodecast.bench.run.Load;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.ProcessorTime;
import dev.nodecast.bench.run.ProgramTime;
import dev.nodecast.bench.run.RedisLoad;
import dev.nodecast.bench.run.WrkLoad;
import dev.nodecast.bpf.exchange.Exchanges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What golden signals take from a server at saturation, which its client feels too, since both ends
 * are here: answers for each second with the programs and without them. Where one end alone is
 * counted, the other still asks of each send and receive whether it is of interest.
 */
final class ExchangeRatio implements Benchmark {
  private static final int WARM_UP_SECONDS = 10;

  /** Ratios of alike rounds differ by a fifth where other machines share the processors. */
  private static final int ROUNDS = 21;

  private static final int SECONDS = 4;
  private static final int SHARE_SECONDS = 10;
  private static final String COUNTED = "SELECT sum(requests) FROM service WHERE role = 'server'";

  /** What came between the last reading and the end of the programs is lost, once a round. */
  private static final double LEAST_COUNTED = 0.8;

  /** Answers for each second, and how many processors worked meanwhile. */
  private record Round(double rate, double busy) {
    double work() {
      return rate / busy;
    }
  }

  /** Starts a server in a directory. */
  private interface Start {
    Load in(Path directory) throws Exception;
  }

  static final Benchmark WRK = new ExchangeRatio("exchange.wrk", 0.88, WrkLoad::start);
  static final Benchmark WRK_SERVER =
      new ExchangeRatio(
          "exchange.wrk.server", 0.94, WrkLoad::start, Map.of("NODECAST_ROLES", "server"));
  static final Benchmark REDIS =
      new ExchangeRatio("exchange.redis", 0.90, in -> RedisLoad.start(in, "-c", "50"));
  static final Benchmark REDIS_PIPELINED =
      new ExchangeRatio(
          "exchange.redis.pipelined", 0.90, in -> RedisLoad.start(in, "-c", "50", "-P", "16"));
  static final Benchmark GRPC = new ExchangeRatio("exchange.grpc", 0.95, in -> GrpcLoad.start(8));

  private final String name;
  private final double least;
  private final Start start;
  private final Map<String, String> settings;

  private ExchangeRatio(String name, double least, Start start) {
    this(name, least, start, Map.of());
  }

  private ExchangeRatio(String name, double least, Start start, Map<String, String> settings) {
    this.name = name;
    this.least = least;
    this.start = start;
    this.settings = settings;
  }

  @Override
  public String name() {
    return name;
  }

  /** Programs that were loaded just now know no request: each is an event of its own at first. */
  private static Round settled(Load load) throws Exception {
    load.rate(1);
    double busy = ProcessorTime.busySeconds();
    long from = System.nanoTime();
    double rate = load.rate(SECONDS);
    double seconds = (System.nanoTime() - from) / 1e9;
    busy = ProcessorTime.busySeconds() - busy;
    return new Round(rate, busy / seconds);
  }

  /** What programs and agent take of the processors' time: the ratio's part that is no chance. */
  private static double share(Load load, long agent) throws Exception {
    load.rate(1);
    try (ProgramTime programs = ProgramTime.count()) {
      double machine = ProcessorTime.busySeconds();
      double own = programs.seconds(agent) + ProcessFiles.cpuSeconds(agent);
      load.rate(SHARE_SECONDS);
      own = programs.seconds(agent) + ProcessFiles.cpuSeconds(agent) - own;
      return own / (ProcessorTime.busySeconds() - machine);
    }
  }

  /** That it was seen at all: a program that sees nothing costs nothing. */
  private static double counted(Cluster cluster, double answers) throws Exception {
    double[] stored = new double[1];
    Await.until(
        "most of " + Math.round(answers) + " requests in the store",
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        () -> {
          stored[0] = cluster.sql().number(COUNTED);
          return stored[0] > LEAST_COUNTED * answers;
        });
    return stored[0];
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    try (Cluster cluster = Cluster.aside("exchange");
        Load load = start.in(cluster.path())) {
      PairedRounds<Round> rounds = PairedRounds.start(cluster, settings, Exchanges.NAME);
      load.rate(WARM_UP_SECONDS);
      rounds.run(ROUNDS, () -> settled(load));
      double answers = SECONDS * rounds.with().stream().mapToDouble(Round::rate).sum();
      double counted = counted(cluster, answers);
      Quantiles ratio = rounds.ratios(Round::rate);
      report.note(
          load.describe()
              + "; medians of "
              + ROUNDS
              + " rounds of twice "
              + SECONDS
              + " s; load "
              + Machine.load());
      report.figure(name + ".off", rounds.without(Round::rate).median(), "requests/s");
      report.figure(name + ".on", rounds.with(Round::rate).median(), "requests/s");
      report.note(
          "processors at work "
              + Report.digits(rounds.without(Round::busy).median())
              + " without, "
              + Report.digits(rounds.with(Round::busy).median())
              + " with them");
      report.note(
          "counted "
              + Math.round(counted)
              + " at the server, with the seconds before each round; "
              + Math.round(answers)
              + " in the rounds with the programs");
      report.note("ratios of the rounds " + ratio.spread());
      Quantiles work = rounds.ratios(Round::work);
      report.note("answers for each second that the processors worked, " + work.spread());
      report.figure(name + ".work.ratio", work.median(), "1");
      double share = rounds.watched(() -> share(load, rounds.agent().pid()));
      report.figure(name + ".share", 100 * share, "% of the processors' time");
      report.figure(name + ".ratio", ratio.median(), "1", Target.atLeast(least));
    }
  }
}
