package dev.nodecast.bench;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From a value that changes in a proc file until it is in the fragment that pages poll. The agent
 * reads a proc tree of its own; its memory file is replaced at random moments. A page asks every
 * two seconds, which comes on top; here it is asked every 20 ms, to see when the aggregator has it.
 */
final class LatencyPage implements Benchmark {
  private static final int TRIALS = 100;
  private static final long TOTAL_KB = 10_000_000;
  private static final Pattern PERCENT = Pattern.compile(">([0-9.]+)\\s*(?:<[^>]*>)?\\s*%");

  @Override
  public String name() {
    return "latency.page";
  }

  @Override
  public void run(Report report) throws Exception {
    Random random = new Random(1);
    double[] seconds = new double[TRIALS];
    try (Cluster cluster = new Cluster("latency", "")) {
      Path proc = Files.createDirectory(cluster.path().resolve("proc"));
      for (String file : new String[] {"stat", "loadavg", "uptime", "vmstat", "diskstats"}) {
        Files.copy(Path.of("/proc", file), proc.resolve(file));
      }
      memory(proc, 50);
      Program agent = cluster.agent("latency", Map.of("NODECAST_PROC", proc.toString()));
      Await.until(
          "the first value",
          Duration.ofSeconds(60),
          () -> {
            agent.requireAlive();
            return shows(cluster.text("/live/nodes"), 50);
          });
      int before = 50;
      for (int trial = 0; trial < TRIALS; trial++) {
        int next = 20 + (before - 20 + 7 + random.nextInt(40)) % 60;
        // Anywhere between two ticks, which are aligned to whole seconds.
        Thread.sleep(random.nextInt(1000));
        memory(proc, next);
        long changed = System.nanoTime();
        Await.until(
            "trial " + trial,
            Duration.ofSeconds(15),
            Duration.ofMillis(20),
            () -> shows(cluster.text("/live/nodes"), next));
        seconds[trial] = (System.nanoTime() - changed) / (double) TimeUnit.SECONDS.toNanos(1);
        before = next;
      }
    }
    Quantiles quantiles = Quantiles.of(seconds);
    report.note(
        TRIALS + " changes of meminfo, one agent at 1 s, fragment of /nodes asked every 20 ms");
    report.figure(name() + ".p50", quantiles.median(), "s");
    report.figure(name() + ".p99", quantiles.at(0.99), "s", Target.atMost(1.5));
    report.note("peers (docs/benchmarks.md): Netdata 1 to 2 s, Prometheus with Grafana 15 to 40 s");
  }

  /**
   * Whether a share of memory is among the fragment's percentages; the CPUs of the tree are idle.
   */
  private static boolean shows(String fragment, int percent) {
    Matcher matcher = PERCENT.matcher(fragment);
    while (matcher.find()) {
      if (Double.parseDouble(matcher.group(1)) == percent) {
        return true;
      }
    }
    return false;
  }

  /**
   * In place and of one length: agents keep proc files open, and the kernel's are never half new.
   */
  private static void memory(Path proc, int usedPercent) throws IOException {
    String available = String.format("%8d", TOTAL_KB / 100 * (100 - usedPercent));
    String text =
        "MemTotal:       "
            + TOTAL_KB
            + " kB\nMemFree:        "
            + available
            + " kB\nMemAvailable:   "
            + available
            + " kB\n";
    try (FileChannel file =
        FileChannel.open(
            proc.resolve("meminfo"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
  }
}
