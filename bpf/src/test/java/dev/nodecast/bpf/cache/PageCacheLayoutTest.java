package dev.nodecast.bpf.cache;

import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageCacheLayoutTest {
  @Test
  void javaReadsTheStructAsCWritesIt() throws IOException {
    LayoutCheck.check(PageCache.NAME, List.of(CacheCounts.LAYOUT));
  }
}
