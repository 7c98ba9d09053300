package dev.nodecast.bpf.irq;

import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptsLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Interrupts.NAME,
        List.of(InterruptSource.LAYOUT, InterruptRows.LAYOUT, InterruptsLost.LAYOUT));
  }
}
