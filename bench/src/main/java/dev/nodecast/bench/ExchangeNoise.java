package dev.nodecast.bench;

import dev.nodecast.bench.run.AgentPrograms;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.Program;
import dev.nodecast.bench.run.Sql;
import dev.nodecast.bench.run.StreamMix;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is counted of connections that speak nothing of what is counted. Two minutes of them, or as
 * many as {@code NOISE_MINUTES} says.
 */
final class ExchangeNoise implements Benchmark {
  private static final String SERVICE = "noise";
  private static final int MINUTES = 2;
  private static final int PER_SECOND = 200;

  @Override
  public String name() {
    return "exchange.noise";
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    int minutes = Integer.parseInt(System.getenv().getOrDefault("NOISE_MINUTES", "" + MINUTES));
    try (Cluster cluster = new Cluster(SERVICE, "")) {
      // It sheds nothing: what does not look sees no noise.
      Program agent =
          cluster.agent(
              SERVICE,
              Map.of("NODECAST_PROFILE", "standard", "NODECAST_CPU_BUDGET_PERCENT", "100"));
      AgentPrograms.settled(agent);
      try (Program mix = mix(cluster.path(), minutes)) {
        mix.await(Duration.ofMinutes(minutes + 2));
        report.note(minutes + " minutes of random bytes, SSH, TLS, gzip, zlib: " + mix.logEnd());
      }
      report.figure(name() + ".requests", ofNoise(cluster.sql()), "requests", Target.atMost(0));
    }
  }

  /**
   * Once the store has two requests at both ends: it looked from the first connection to the last.
   */
  private static double ofNoise(Sql sql) throws Exception {
    String control = "target = '" + StreamMix.CONTROL + "'";
    double[] seen = new double[1];
    try {
      Await.until(
          "4 requests in the store",
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          () -> {
            seen[0] = counted(sql, control);
            return seen[0] == 4;
          });
    } catch (IOException e) {
      double noise = counted(sql, "NOT " + control);
      throw new IOException(
          e.getMessage() + ": " + Math.round(seen[0]) + ", and of noise " + Math.round(noise), e);
    }
    return counted(sql, "NOT " + control);
  }

  private static Program mix(Path directory, int minutes) throws Exception {
    return Program.start(
        "mix",
        directory,
        Map.of("OTEL_SERVICE_NAME", SERVICE),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            StreamMix.class.getName(),
            directory.toString(),
            Integer.toString(60 * minutes),
            Integer.toString(PER_SECOND),
            Long.toString(System.nanoTime())));
  }

  private static double counted(Sql sql, String where) throws IOException, InterruptedException {
    return sql.number(
        "SELECT ifNull(toInt64(sum(requests)), 0) FROM service WHERE service = '"
            + SERVICE
            + "' AND "
            + where);
  }
}
