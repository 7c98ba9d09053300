package dev.nodecast.bench;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.Nginx;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.Program;
import dev.nodecast.bench.run.Wrk;
import dev.nodecast.bpf.KernelSupport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What the standard profile takes from a web server over loopback: requests for each second with
 * its programs and without them, in turns. One agent all the time, which the aggregator tells to
 * run them or not, so that nothing else differs; with them it drains them too.
 */
final class EbpfWrk implements Benchmark {
  private static final String NODE = "wrk";
  private static final int WARM_UP_SECONDS = 15;
  private static final int ROUNDS = 15;
  private static final int SECONDS = 2;
  private static final double LEAST_RATIO = 0.97;
  private static final Duration ORDERED = Duration.ofSeconds(20);

  /** A subject that there is not: without one at all, the profile would be no order. */
  private static final String OFF = "{\"profile\": \"custom\", \"subjects\": [\"none\"]}";

  private static final String ON = "{\"profile\": \"standard\"}";

  /** What the web server did, and its CPU time for a request. */
  private record Round(double requestsPerSecond, double cpuMicros) {}

  private int programs;

  @Override
  public String name() {
    return "ebpf.wrk";
  }

  @Override
  public void run(Report report) throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    if (!kernel.capable()) {
      throw new Skip(String.join("; ", kernel.obstacles()));
    }
    Round[] off = new Round[ROUNDS];
    Round[] on = new Round[ROUNDS];
    try (Cluster cluster = new Cluster("wrk", "");
        Nginx nginx = Nginx.start(cluster.path())) {
      // With its budget it would stop programs while they are measured.
      Program agent =
          cluster.agent(
              NODE, Map.of("NODECAST_PROFILE", "standard", "NODECAST_CPU_BUDGET_PERCENT", "100"));
      warmUp(agent, nginx);
      for (int round = 0; round < ROUNDS; round++) {
        if (round % 2 == 0) {
          off[round] = without(cluster, agent, nginx);
          on[round] = with(cluster, agent, nginx);
        } else {
          on[round] = with(cluster, agent, nginx);
          off[round] = without(cluster, agent, nginx);
        }
      }
    }
    report(report, off, on);
  }

  private void report(Report report, Round[] off, Round[] on) {
    Quantiles rate = ratios(off, on, Round::requestsPerSecond);
    Quantiles cpu = ratios(on, off, Round::cpuMicros);
    report.note(
        programs
            + " programs; medians of "
            + ROUNDS
            + " rounds of twice "
            + SECONDS
            + " s, "
            + Wrk.CONNECTIONS
            + " connections; load "
            + Machine.load());
    report.figure(name() + ".off", median(off, Round::requestsPerSecond), "requests/s");
    report.figure(name() + ".on", median(on, Round::requestsPerSecond), "requests/s");
    report.note("ratios of the rounds " + range(rate));
    report.figure(name() + ".ratio", rate.median(), "1", Target.atLeast(LEAST_RATIO));
    report.note("beside it: CPU time of nginx for a request, without and with, " + range(cpu));
    report.figure(name() + ".cpu.ratio", cpu.median(), "1");
  }

  private static double median(Round[] rounds, ToDoubleFunction<Round> of) {
    return Quantiles.of(Arrays.stream(rounds).mapToDouble(of).toArray()).median();
  }

  private static Quantiles ratios(Round[] below, Round[] above, ToDoubleFunction<Round> of) {
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      ratios[i] = of.applyAsDouble(above[i]) / of.applyAsDouble(below[i]);
    }
    return Quantiles.of(ratios);
  }

  private static String range(Quantiles of) {
    return Report.digits(of.at(0)) + ".." + Report.digits(of.at(1));
  }

  private void warmUp(Program agent, Nginx nginx) throws Exception {
    Await.until(
        "programs of the standard profile",
        Duration.ofSeconds(60),
        () -> {
          agent.requireAlive();
          return ProcessFiles.kernelPrograms(agent.pid()) > 0;
        });
    Wrk.requestsPerSecond(nginx.url(), WARM_UP_SECONDS);
    programs = ProcessFiles.kernelPrograms(agent.pid());
  }

  private Round without(Cluster cluster, Program agent, Nginx nginx) throws Exception {
    return ordered(cluster, agent, nginx, OFF, 0);
  }

  private Round with(Cluster cluster, Program agent, Nginx nginx) throws Exception {
    return ordered(cluster, agent, nginx, ON, programs);
  }

  /** Checked before and after: a round in which programs come or go is none. */
  private static Round ordered(
      Cluster cluster, Program agent, Nginx nginx, String order, int expected) throws Exception {
    cluster.order(NODE, order);
    Await.until(
        expected + " programs",
        ORDERED,
        () -> ProcessFiles.kernelPrograms(agent.pid()) == expected);
    double cpu = nginx.cpuSeconds();
    double rate = Wrk.requestsPerSecond(nginx.url(), SECONDS);
    cpu = nginx.cpuSeconds() - cpu;
    int after = ProcessFiles.kernelPrograms(agent.pid());
    if (after != expected) {
      throw new IOException(after + " programs after a round (expected: " + expected + ")");
    }
    return new Round(rate, cpu * 1e6 / (rate * SECONDS));
  }
}
