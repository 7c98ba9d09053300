package dev.nodecast.bpf.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.KernelEnum;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drops by reason, against the running kernel. */
class TcpDropsTest {
  @Test
  void datagramsThatFindTheBufferFullAreTheReceivers() throws IOException {
    assumeTrue(!KernelEnum.names("skb_drop_reason").isEmpty(), "no drop reasons before Linux 5.17");
    int sent = 500;
    try (TcpUnderTest kernel = new TcpUnderTest();
        TcpEnd receiver = new TcpEnd("receiver");
        TcpEnd sender = new TcpEnd("sender")) {
      long port = receiver.ask("bind", "127.0.0.1", 20_000);
      sender.ask("datagrams", "127.0.0.1", port, sent);
      long received = receiver.ask("drain");
      assertThat(received).isBetween(1L, (long) sent - 1);

      kernel.readDrops();
      DropReasons reasons = DropReasons.ofKernel();
      long dropped = 0;
      for (Map.Entry<TcpDrop, Long> entry : kernel.dropped.entrySet()) {
        if (of(receiver, entry.getKey().cgroup())) {
          assertThat(reasons.name(entry.getKey().reason())).isEqualTo("SOCKET_RCVBUFF");
          dropped += entry.getValue();
        }
      }
      assertThat(dropped).isEqualTo(sent - received);
    }
  }

  /** A datagram socket tells the v2 half only. */
  private static boolean of(TcpEnd end, CgroupIds cgroup) {
    return cgroup.v2() == end.ids.v2();
  }

  @Test
  void namesAreTheKernelsWithoutTheirPrefix() {
    DropReasons reasons =
        new DropReasons(Map.of(2, "SKB_DROP_REASON_NOT_SPECIFIED", 3, "SKB_CONSUMED"));
    assertThat(reasons.name(2)).isEqualTo("NOT_SPECIFIED");
    assertThat(reasons.name(3)).isEqualTo("SKB_CONSUMED");
    assertThat(reasons.name(0x20001)).isEqualTo("131073");
  }
}
