package dev.nodecast.bpf.packets;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketsLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Packets.NAME, List.of(CgroupIds.LAYOUT, PacketsCounts.LAYOUT, PacketsLost.LAYOUT));
  }
}
