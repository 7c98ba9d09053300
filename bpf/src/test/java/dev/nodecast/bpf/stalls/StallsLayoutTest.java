package dev.nodecast.bpf.stalls;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallsLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Stalls.NAME,
        List.of(CgroupIds.LAYOUT, StallsCounts.LAYOUT, StallsLost.LAYOUT, OomKill.LAYOUT));
  }
}
