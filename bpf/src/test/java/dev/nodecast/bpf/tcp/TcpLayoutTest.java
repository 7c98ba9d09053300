package dev.nodecast.bpf.tcp;

import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Tcp.NAME,
        List.of(
            TcpCounts.LAYOUT,
            TcpPeer.LAYOUT,
            TcpPeerCounts.LAYOUT,
            TcpDrop.LAYOUT,
            TcpLost.LAYOUT));
  }
}
