package dev.nodecast.agent.self;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessSelfTest {
  /** In steps of 10 ms an agent that uses 5 ms a second shows nothing, and then twice as much. */
  @Test
  void countsItsCpuTimeInStepsFarBelowATick() {
    ProcessSelf self = new ProcessSelf(Path.of("/proc"));
    long smallest = Long.MAX_VALUE;
    long start = self.cpuMicros();
    long last = start;
    while (last - start < TimeUnit.MILLISECONDS.toMicros(100)) {
      long now = self.cpuMicros();
      assertThat(now).isGreaterThanOrEqualTo(last);
      smallest = now > last ? Math.min(smallest, now - last) : smallest;
      last = now;
    }
    assertThat(smallest).isLessThan(TimeUnit.MILLISECONDS.toMicros(1));
  }
}
