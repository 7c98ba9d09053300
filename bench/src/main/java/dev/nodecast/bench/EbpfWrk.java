package dev.nodecast.bench;

import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.Nginx;
import dev.nodecast.bench.run.Wrk;

/**
 * What the standard profile takes from a web server over loopback, but for golden signals, whose
 * cost {@link ExchangeRatio} measures.
 */
final class EbpfWrk implements Benchmark {
  private static final int WARM_UP_SECONDS = 15;
  private static final int ROUNDS = 15;
  private static final int SECONDS = 2;
  private static final double LEAST_RATIO = 0.97;

  /** What the web server did, and its CPU time for a request. */
  private record Round(double requestsPerSecond, double cpuMicros) {}

  @Override
  public String name() {
    return "ebpf.wrk";
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    try (Cluster cluster = new Cluster("wrk", "");
        Nginx nginx = Nginx.start(cluster.path())) {
      PairedRounds<Round> rounds =
          PairedRounds.start(cluster, "life", "scheduling", "stalls", "block", "tcp");
      Wrk.requestsPerSecond(nginx.url(), WARM_UP_SECONDS);
      rounds.run(ROUNDS, () -> round(nginx));
      report(report, rounds);
    }
  }

  private static Round round(Nginx nginx) throws Exception {
    double cpu = nginx.cpuSeconds();
    double rate = Wrk.requestsPerSecond(nginx.url(), SECONDS);
    return new Round(rate, (nginx.cpuSeconds() - cpu) * 1e6 / (rate * SECONDS));
  }

  private void report(Report report, PairedRounds<Round> rounds) throws Exception {
    Quantiles rate = rounds.ratios(Round::requestsPerSecond);
    Quantiles cpu = rounds.ratios(Round::cpuMicros);
    report.note(
        rounds.programs()
            + " programs; medians of "
            + ROUNDS
            + " rounds of twice "
            + SECONDS
            + " s, "
            + Wrk.CONNECTIONS
            + " connections; load "
            + Machine.load());
    report.figure(name() + ".off", rounds.without(Round::requestsPerSecond).median(), "requests/s");
    report.figure(name() + ".on", rounds.with(Round::requestsPerSecond).median(), "requests/s");
    report.note("ratios of the rounds " + range(rate));
    report.figure(name() + ".ratio", rate.median(), "1", Target.atLeast(LEAST_RATIO));
    report.note("beside it: CPU time of nginx for a request, with and without, " + range(cpu));
    report.figure(name() + ".cpu.ratio", cpu.median(), "1");
  }

  private static String range(Quantiles of) {
    return Report.digits(of.at(0)) + ".." + Report.digits(of.at(1));
  }
}
