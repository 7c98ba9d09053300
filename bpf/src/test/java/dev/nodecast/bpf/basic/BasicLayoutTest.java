package dev.nodecast.bpf.basic;

import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BasicLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(Basic.NAME, List.of(BasicCounts.LAYOUT, BasicLost.LAYOUT));
  }
}
