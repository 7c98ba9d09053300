package dev.nodecast.bpf.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Other network namespaces, and what the kernel says about them itself. */
class TcpNetworkTest {
  private static final Pattern RTT = Pattern.compile(" rtt:([0-9.]+)/");

  @Test
  void retransmitsAreTheNamespacesAndRoundTripsThoseOfSs() throws Exception {
    int bytes = 2_000_000;
    try (OwnNetwork network = new OwnNetwork()) {
      // A bucket that runs over: packets wait, and the queue drops what it cannot hold.
      String said = network.shape("tbf", "rate", "16mbit", "burst", "16kb", "limit", "15kb");
      assumeTrue(said.isEmpty(), "this kernel has no token bucket: " + said);
      try (TcpUnderTest kernel = new TcpUnderTest();
          TcpEnd server = new TcpEnd("server", network.enterRight());
          TcpEnd client = new TcpEnd("client", network.enterLeft())) {
        long port = server.ask("listen", OwnNetwork.RIGHT, 1);
        client.ask("connect", OwnNetwork.RIGHT, port, 1);
        server.ask("accept", 1);
        server.tell("receive", bytes);
        client.ask("send", bytes);
        kernel.tcp.visit();
        server.answer();
        kernel.expect(client, "sent_bytes", bytes);
        kernel.expect(server, "received_bytes", bytes);

        long retransmits = network.statistic("Tcp", "RetransSegs");
        assertThat(retransmits).isPositive();
        kernel.expect(client, "retransmits", retransmits);
        kernel.readPeers();
        TcpPeer peer = kernel.peers(client).get("out " + OwnNetwork.RIGHT + " " + port);
        assertThat(kernel.value(peer, TcpPeerCounts.RETRANSMITS)).isEqualTo(retransmits);

        Matcher rtt = RTT.matcher(network.sockets());
        assertThat(rtt.find()).isTrue();
        int micros = (int) Math.round(Double.parseDouble(rtt.group(1)) * 1000);
        assertThat(kernel.buckets(client, "rtt_us")).containsKey(bucket(micros));
        client.ask("close");
        server.ask("close");
        kernel.expect(client, "closes", 1);
        assertThat(kernel.value(client, "sent_bytes")).isEqualTo(bytes);
        assertThat(kernel.value(client, "retransmits"))
            .isEqualTo(network.statistic("Tcp", "RetransSegs"));
      }
    }
  }

  @Test
  void aDelayOfTheNetworkIsARoundTrip() throws Exception {
    try (OwnNetwork network = new OwnNetwork()) {
      String said = network.shape("netem", "delay", "20ms");
      assumeTrue(said.isEmpty(), "this kernel has no netem");
      try (TcpUnderTest kernel = new TcpUnderTest();
          TcpEnd server = new TcpEnd("server", network.enterRight());
          TcpEnd client = new TcpEnd("client", network.enterLeft())) {
        long port = server.ask("listen", OwnNetwork.RIGHT, 1);
        client.ask("connect", OwnNetwork.RIGHT, port, 1);
        server.ask("accept", 1);
        client.ask("send", 10);
        server.ask("receive", 10);
        kernel.expect(client, "sent_bytes", 10);
        // Nothing is faster than the delay; how much slower is this machine's load.
        assertThat(kernel.buckets(client, "rtt_us").keySet())
            .isNotEmpty()
            .allMatch(bucket -> bucket >= bucket(20_000));
        assertThat(kernel.buckets(client, "connect_latency_us").keySet())
            .hasSize(1)
            .allMatch(bucket -> bucket >= bucket(20_000));
      }
    }
  }

  @Test
  void handshakesThatTheListenerDroppedAreTheNamespaces() throws Exception {
    int tries = 4;
    try (OwnNetwork network = new OwnNetwork();
        TcpUnderTest kernel = new TcpUnderTest();
        TcpEnd server = new TcpEnd("server", network.enterLeft());
        TcpEnd client = new TcpEnd("client", network.enterLeft())) {
      long port = server.ask("listen", "127.0.0.1", 1);
      long opened = client.ask("try", "127.0.0.1", port, tries);
      assertThat(opened).as("accept queue of backlog 1").isEqualTo(2);

      long drops = network.statistic("TcpExt", "ListenDrops");
      assertThat(network.statistic("TcpExt", "ListenOverflows")).isEqualTo(drops).isPositive();
      kernel.expect(server, "listen_overflows", drops);
      kernel.expect(client, "connect_failures", tries - opened);
      kernel.expect(client, "retransmits", network.statistic("Tcp", "RetransSegs"));
      assertThat(kernel.value(client, "retransmits")).isPositive();
      assertThat(kernel.value(client, "connects")).isEqualTo(opened);
      assertThat(kernel.value(server, "accepts")).isEqualTo(opened);
    }
  }

  /** (2^(i/8), 2^((i+1)/8)] is bucket i. */
  private static int bucket(int value) {
    return (int) Math.ceil(8 * Math.log(value) / Math.log(2)) - 1;
  }
}
