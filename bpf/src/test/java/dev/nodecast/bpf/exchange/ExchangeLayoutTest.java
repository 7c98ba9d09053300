package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.LayoutCheck;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Exchanges.NAME,
        List.of(
            CgroupIds.LAYOUT,
            ExchangeEvent.LAYOUT,
            ExchangeShape.KEY,
            ExchangePeers.KEY,
            ExchangeShape.LAYOUT,
            ExchangeSampling.LAYOUT,
            ExchangeHttp2.BLOCK,
            ExchangeHttp2.BLOCKS,
            ExchangeHttp2.KNOWN,
            ExchangeHttp2.STREAM,
            ExchangeHttp2.SLOT,
            ExchangeLost.LAYOUT,
            EncryptedProcess.LAYOUT));
    LayoutCheck.check(
        TlsExchanges.NAME, List.of(CgroupIds.LAYOUT, TlsSelector.LAYOUT, TlsExchanges.LOST));
  }
}
