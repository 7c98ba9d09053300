package dev.nodecast.bpf.scheduling;

import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulingLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(Scheduling.NAME, List.of(SchedulingCounts.LAYOUT, SchedulingLost.LAYOUT));
  }
}
