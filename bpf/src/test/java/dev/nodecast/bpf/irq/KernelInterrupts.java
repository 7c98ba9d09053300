package dev.nodecast.bpf.irq;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What /proc/interrupts, /proc/softirqs and /proc/stat say. */
final class KernelInterrupts {
  private static final List<String> VECTORS =
      List.of(
          "HI",
          "TIMER",
          "NET_TX",
          "NET_RX",
          "BLOCK",
          "IRQ_POLL",
          "TASKLET",
          "SCHED",
          "HRTIMER",
          "RCU");

  private KernelInterrupts() {}

  /** How often each came, on all processors; interrupts that devices share are left out. */
  static Map<InterruptSource, Long> counts() throws IOException {
    Map<InterruptSource, Long> counts = new HashMap<>();
    for (String line : lines("/proc/interrupts")) {
      String[] fields = line.strip().split("[: ]+");
      if (fields[0].matches("[0-9]+") && !line.contains(",")) {
        counts.put(
            new InterruptSource(InterruptSource.Type.HARD, Integer.parseInt(fields[0])),
            sum(fields));
      }
    }
    for (String line : lines("/proc/softirqs")) {
      String[] fields = line.strip().split("[: ]+");
      if (VECTORS.contains(fields[0])) {
        counts.put(
            new InterruptSource(InterruptSource.Type.SOFT, VECTORS.indexOf(fields[0])),
            sum(fields));
      }
    }
    return counts;
  }

  /** Time in softirqs, of all processors: sampled at ticks, in hundredths of a second. */
  static long softirqNanos() throws IOException {
    String[] cpu = lines("/proc/stat").get(0).split(" +", -1);
    assumeTrue(cpu.length > 7, "/proc/stat tells no time of softirqs");
    return Long.parseLong(cpu[7]) * 10_000_000;
  }

  /** Columns after the name, one for each processor, until words begin. */
  private static long sum(String[] fields) {
    long sum = 0;
    int last = Math.min(fields.length, 1 + Runtime.getRuntime().availableProcessors());
    for (int i = 1; i < last; i++) {
      sum += Long.parseLong(fields[i]);
    }
    return sum;
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readString(Path.of(file), StandardCharsets.UTF_8).lines().toList();
  }
}
