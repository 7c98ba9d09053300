package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CpuClockTest {
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  /** Java's is between two of ours, but for its unit. */
  @Test
  void agreesWithTheJdk() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = CpuClock.nanos().orElseThrow();
    long jdk = system.getProcessCpuTime();
    long after = CpuClock.nanos().orElseThrow();
    assertThat(jdk).isBetween(before - 2 * TICK, after + 2 * TICK);
  }

  @Test
  void seesLessThanATickOfTheJdk() {
    long start = CpuClock.nanos().orElseThrow();
    long now = start;
    while (now == start) {
      now = CpuClock.nanos().orElseThrow(); // which itself takes time
    }
    assertThat(now - start).isPositive().isLessThan(TICK);
  }
}
