package dev.nodecast.aggregator.web;

import com.sun.management.OperatingSystemMXBean;
import dev.nodecast.aggregator.ingest.IngestCounters;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What the aggregator itself costs and takes in. Safe for several threads. */
public final class SelfMetrics {
  private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);
  private static final int PAGE_BYTES = 4096;

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final String version;
  private final Path proc;
  private final IngestCounters counters;
  private final Instant startedAt;
  private long lastNanos = System.nanoTime();
  private long lastCpu = system.getProcessCpuTime();
  private long lastBytes;
  private volatile ReceiverMetrics receivers = ReceiverMetrics.NONE;
  private Rates rates = new Rates(Double.NaN, Double.NaN);

  /** Over the last second or more; NaN before the first second is over. */
  record Rates(double cpuCores, double receivedBytesPerSecond) {}

  /**
   * @param proc root of the proc file system of this process
   */
  public SelfMetrics(String version, Path proc, IngestCounters counters, Clock clock) {
    this.version = version;
    this.proc = proc;
    this.counters = counters;
    startedAt = clock.instant();
  }

  /** Also tells what these count; they start when this is in use already. */
  public void receivers(ReceiverMetrics of) {
    receivers = of;
  }

  ReceiverMetrics receivers() {
    return receivers;
  }

  synchronized Rates rates() {
    long now = System.nanoTime();
    long passed = now - lastNanos;
    if (passed >= SHORTEST) {
      long cpu = system.getProcessCpuTime();
      long bytes = counters.receivedBytes.sum();
      rates = new Rates((cpu - lastCpu) / (double) passed, (bytes - lastBytes) * 1e9 / passed);
      lastNanos = now;
      lastCpu = cpu;
      lastBytes = bytes;
    }
    return rates;
  }

  /** CPU time used since the start of the process, seconds. */
  double cpuSeconds() {
    return system.getProcessCpuTime() / 1e9;
  }

  /** Resident memory in bytes, NaN where the kernel does not say. */
  double residentBytes() {
    try {
      String[] fields = Files.readString(proc.resolve("self/statm")).split(" ", -1);
      return Long.parseLong(fields[1]) * (double) PAGE_BYTES;
    } catch (IOException | RuntimeException e) {
      return Double.NaN;
    }
  }

  Instant startedAt() {
    return startedAt;
  }

  String version() {
    return version;
  }
}
