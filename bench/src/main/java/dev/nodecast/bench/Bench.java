package dev.nodecast.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Runs all benchmarks, or the ones that are named. */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new IngestDecode(),
          new StoreDisk(),
          new StoreCluster(),
          new StoreQuery(),
          new PageNodes(),
          new MapRender(),
          new KubePods(),
          new KubeNames(),
          new KubeScale(),
          new KubeScaleMetrics(),
          new EndToEnd(EndToEnd.Pace.THROUGHPUT),
          new EndToEnd(EndToEnd.Pace.PACED),
          new WireBytes(),
          new AgentCost(),
          new EbpfPingPong(),
          new EbpfWrk(),
          new EbpfMemory(),
          new EbpfDrain(),
          new EbpfEvents(),
          ExchangeRatio.WRK,
          ExchangeRatio.WRK_SERVER,
          ExchangeRatio.REDIS,
          ExchangeRatio.REDIS_PIPELINED,
          ExchangeRatio.GRPC,
          ExchangeCost.SAME,
          ExchangeCost.IDS,
          new ExchangeLoss(),
          new ExchangeNoise(),
          new ServiceTruth(),
          new LatencyPage());

  private Bench() {}

  /**
   * Ends with 0 also when a target was missed: a figure is a finding, not a failure. 1 when a
   * benchmark broke, 2 when a name is unknown.
   */
  public static void main(String[] names) {
    for (String name : names) {
      if (ALL.stream().noneMatch(benchmark -> benchmark.name().equals(name))) {
        System.err.println(
            "bench: " + name + " (expected: " + ALL.stream().map(Benchmark::name).toList() + ")");
        System.exit(2);
      }
    }
    Report report = new Report(System.out);
    report.note(Machine.describe());
    Instant began = Instant.now();
    int broken = 0;
    for (Benchmark benchmark : ALL) {
      if (names.length == 0 || List.of(names).contains(benchmark.name())) {
        broken += run(benchmark, report) ? 0 : 1;
      }
    }
    report.note(
        "all in "
            + Duration.between(began, Instant.now()).toSeconds()
            + " s; targets missed: "
            + report.missed()
            + ", broken: "
            + broken);
    // Client libraries leave threads that are no daemons.
    System.exit(broken == 0 ? 0 : 1);
  }

  private static boolean run(Benchmark benchmark, Report report) {
    report.note("--- " + benchmark.name());
    Instant began = Instant.now();
    try {
      benchmark.run(report);
      report.note(
          benchmark.name() + ": " + Duration.between(began, Instant.now()).toSeconds() + " s");
      return true;
    } catch (Skip e) {
      report.note(benchmark.name() + ": skipped, " + e.getMessage());
      return true;
    } catch (Exception e) {
      report.note(benchmark.name() + ": broken, " + e);
      e.printStackTrace();
      return false;
    }
  }
}
