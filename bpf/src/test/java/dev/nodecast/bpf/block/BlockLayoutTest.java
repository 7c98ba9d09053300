package dev.nodecast.bpf.block;

import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Block.NAME,
        List.of(
            BlockCounts.LAYOUT, BlockLost.LAYOUT, BlockOperation.LAYOUT, BlockOperations.LAYOUT));
  }
}
