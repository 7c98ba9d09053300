package dev.nodecast.bpf.packets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between two network namespaces, against what they count themselves. */
class PacketsNetworkTest {
  private static final int ETHERNET_HEADER = 14;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void datagramsGoBothWays(boolean v6) throws Exception {
    int packet = 700 + 8 + (v6 ? 40 : 20);
    try (TwoHosts hosts = new TwoHosts();
        PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a", hosts.enterLeft());
        Traffic b = new Traffic("b", hosts.enterRight())) {
      long portOfA = a.ask("udp", TwoHosts.address(v6, 1));
      long portOfB = b.ask("udp", TwoHosts.address(v6, 2));
      a.ask("to", TwoHosts.address(v6, 2), portOfB);
      b.ask("to", TwoHosts.address(v6, 1), portOfA);
      a.ask("send", 30, 700);
      assertThat(b.ask("receive", 30 * 700)).isEqualTo(30);
      b.ask("send", 20, 700);
      assertThat(a.ask("receive", 20 * 700)).isEqualTo(20);

      kernel.expect(
          a.ids,
          "udp_sent_datagrams",
          30,
          "udp_sent_bytes",
          30 * 700,
          "udp_packets_out",
          30,
          "udp_packet_bytes_out",
          30 * packet,
          "udp_received_datagrams",
          20,
          "udp_received_bytes",
          20 * 700,
          "udp_packets_in",
          20,
          "udp_packet_bytes_in",
          20 * packet);
      kernel.expect(
          b.ids,
          "udp_sent_datagrams",
          20,
          "udp_sent_bytes",
          20 * 700,
          "udp_packets_out",
          20,
          "udp_packet_bytes_out",
          20 * packet,
          "udp_received_datagrams",
          30,
          "udp_received_bytes",
          30 * 700,
          "udp_packets_in",
          30,
          "udp_packet_bytes_in",
          30 * packet);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDatagramThatTheNetworkCutsIsOnePacketOnBothSides(boolean v6) throws Exception {
    int size = 5000;
    int packet = size + 8 + (v6 ? 40 : 20);
    try (TwoHosts hosts = new TwoHosts();
        PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a", hosts.enterLeft());
        Traffic b = new Traffic("b", hosts.enterRight())) {
      long port = b.ask("udp", TwoHosts.address(v6, 2));
      a.ask("udp", TwoHosts.address(v6, 1));
      a.ask("to", TwoHosts.address(v6, 2), port);
      long before = TwoHosts.device(hosts.left, "tx_packets");
      a.ask("send", 3, size);
      assertThat(b.ask("receive", 3 * size)).isEqualTo(3);

      // 1,500 bytes take at most 1,480 of 5,008.
      assertThat(TwoHosts.device(hosts.left, "tx_packets") - before).isGreaterThanOrEqualTo(3 * 4);
      kernel.expect(
          a.ids,
          "udp_sent_datagrams",
          3,
          "udp_sent_bytes",
          3 * size,
          "udp_packets_out",
          3,
          "udp_packet_bytes_out",
          3 * packet);
      kernel.expect(
          b.ids,
          "udp_received_datagrams",
          3,
          "udp_received_bytes",
          3 * size,
          "udp_packets_in",
          3,
          "udp_packet_bytes_in",
          3 * packet);
    }
  }

  @Test
  void ofFragmentsThatAProgramMakesTheFirstIsTheDatagram() throws Exception {
    try (TwoHosts hosts = new TwoHosts();
        PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a", hosts.enterLeft());
        Traffic b = new Traffic("b", hosts.enterRight())) {
      long port = b.ask("udp", TwoHosts.address(false, 2));
      a.ask("fragments", TwoHosts.address(false, 2), port);
      assertThat(b.ask("receive", 1592)).isEqualTo(1);

      kernel.expect(
          a.ids,
          "udp_sent_datagrams",
          1,
          "udp_sent_bytes",
          792, // what of it is there
          "udp_packets_out",
          2,
          "udp_packet_bytes_out",
          2 * 820);
      kernel.expect(
          b.ids,
          "udp_received_datagrams",
          1,
          "udp_received_bytes",
          1592,
          "udp_packets_in",
          1,
          "udp_packet_bytes_in",
          1620);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void echoRequestsAndTheirRepliesAreIcmp(boolean v6) throws Exception {
    int packet = 64 + (v6 ? 40 : 20);
    try (TwoHosts hosts = new TwoHosts();
        PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a", hosts.enterLeft())) {
      assertThat(a.ask("ping", TwoHosts.address(v6, 2), 25)).isEqualTo(25);

      kernel.expect(
          a.ids,
          "icmp_packets_out",
          25,
          "icmp_packet_bytes_out",
          25 * packet,
          "icmp_packets_in",
          25,
          "icmp_packet_bytes_in",
          25 * packet);
    }
  }

  /** What is sent once more, by a processor that was busy elsewhere, has a count of its own. */
  private static long segments(String namespace) throws Exception {
    return TwoHosts.statistic(namespace, "Tcp", "OutSegs")
        + TwoHosts.statistic(namespace, "Tcp", "RetransSegs");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void segmentsOfTcpAreTheNamespaces(boolean v6) throws Exception {
    int bytes = 4_000_000;
    try (TwoHosts hosts = new TwoHosts();
        PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic server = new Traffic("server", hosts.enterRight());
        Traffic client = new Traffic("client", hosts.enterLeft())) {
      transfer(server, client, v6, bytes);
      kernel.settle(client.ids, server.ids);

      long there = segments(hosts.left);
      long back = segments(hosts.right);
      // The buffers that carried them were fewer: the interface saw those.
      assertThat(TwoHosts.device(hosts.left, "tx_packets")).isLessThan(there);
      Map<String, Long> sent = kernel.of(client.ids);
      long out = sent.get("tcp_packet_bytes_out");
      long in = sent.get("tcp_packet_bytes_in");
      long header = v6 ? 60 : 40; // at least
      assertThat(out).isBetween(bytes + there * header, bytes + there * (header + 40));
      kernel.expect(
          client.ids,
          "tcp_packets_out",
          there,
          "tcp_packet_bytes_out",
          out,
          "tcp_packets_in",
          back,
          "tcp_packet_bytes_in",
          in);
      kernel.expect(
          server.ids,
          "tcp_packets_out",
          back,
          "tcp_packet_bytes_out",
          in,
          "tcp_packets_in",
          there,
          "tcp_packet_bytes_in",
          out);
    }
  }

  @Test
  void packetsAndBytesOfTcpAreTheInterfaces() throws Exception {
    try (TwoHosts hosts = new TwoHosts();
        PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic server = new Traffic("server", hosts.enterRight());
        Traffic client = new Traffic("client", hosts.enterLeft())) {
      hosts.onlyIpv4();
      hosts.oneSegmentAtATime();
      long[] before = hosts.counted();
      transfer(server, client, false, 1_000_000);
      kernel.settle(client.ids, server.ids);
      long[] now = hosts.counted();

      long there = now[0] - before[0];
      long back = now[2] - before[2];
      long bytesThere = now[1] - before[1] - there * ETHERNET_HEADER;
      long bytesBack = now[3] - before[3] - back * ETHERNET_HEADER;
      assertThat(there).isGreaterThan(1_000_000 / 1460);
      kernel.expect(
          client.ids,
          "tcp_packets_out",
          there,
          "tcp_packet_bytes_out",
          bytesThere,
          "tcp_packets_in",
          back,
          "tcp_packet_bytes_in",
          bytesBack);
      kernel.expect(
          server.ids,
          "tcp_packets_out",
          back,
          "tcp_packet_bytes_out",
          bytesBack,
          "tcp_packets_in",
          there,
          "tcp_packet_bytes_in",
          bytesThere);
    }
  }

  /**
   * One way. Both say that they are done before either closes: the kernel answers for a connection
   * whose socket is gone in nobody's name.
   */
  private static void transfer(Traffic server, Traffic client, boolean v6, int bytes)
      throws Exception {
    String address = TwoHosts.address(v6, 2);
    long port = server.ask("listen", address);
    client.ask("connect", address, port);
    server.ask("accept");
    server.tell("read");
    client.ask("write", bytes);
    client.ask("finish");
    assertThat(server.answer()).isEqualTo(bytes);
    server.ask("finish");
    assertThat(client.ask("read")).isZero();
    client.ask("close");
    server.ask("close");
  }
}
