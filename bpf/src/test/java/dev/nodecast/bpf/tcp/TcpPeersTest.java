package dev.nodecast.bpf.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table of connections, against the running kernel. */
class TcpPeersTest {
  private static final int PEERS_OF_CGROUP = 100;

  @Test
  void namesBothEndsByAddressAndTheServersPort() throws IOException {
    boolean ipv6 = Files.exists(Path.of("/proc/net/if_inet6"));
    assumeTrue(ipv6, "this machine has no IPv6");
    Map<String, String> addresses = new TreeMap<>();
    addresses.put("127.0.0.2", "127.0.0.1");
    addresses.put("::1", "0:0:0:0:0:0:0:1");
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      try (TcpUnderTest kernel = new TcpUnderTest();
          TcpEnd server = new TcpEnd("server");
          TcpEnd client = new TcpEnd("client")) {
        long port = server.ask("listen", "::", 10); // either family
        client.ask("connect", address.getKey(), port, 3);
        server.ask("accept", 3);
        client.ask("send", 700);
        server.ask("receive", 700);
        kernel.expect(client, "sent_bytes", 2100);
        kernel.expect(server, "received_bytes", 2100);
        kernel.readPeers();
        String to = address.getKey().equals("::1") ? "0:0:0:0:0:0:0:1" : address.getKey();
        assertThat(kernel.peers(client)).containsOnlyKeys("out " + to + " " + port);
        assertThat(kernel.peers(server)).containsOnlyKeys("in " + address.getValue() + " " + port);
        TcpPeer out = kernel.peers(client).values().iterator().next();
        TcpPeer in = kernel.peers(server).values().iterator().next();
        assertThat(kernel.open(out)).isEqualTo(3);
        assertThat(kernel.value(in, TcpPeerCounts.RTT)).isPositive();
        client.ask("close");
        server.ask("close");
        kernel.expect(client, "closes", 3);
        kernel.expect(server, "closes", 3);
        kernel.readPeers();
        assertThat(kernel.value(out, TcpPeerCounts.CONNECTIONS)).isEqualTo(3);
        assertThat(kernel.value(out, TcpPeerCounts.SENT_BYTES)).isEqualTo(2100);
        assertThat(kernel.value(in, TcpPeerCounts.RECEIVED_BYTES)).isEqualTo(2100);
        assertThat(kernel.value(out, TcpPeerCounts.RTT)).isGreaterThanOrEqualTo(3);
        assertThat(kernel.open(out)).isZero();
        assertThat(kernel.open(in)).isZero();
      }
    }
  }

  @Test
  void peersBeyondTheBoundAreKnownInSum() throws IOException {
    int more = 20;
    try (TcpUnderTest kernel = new TcpUnderTest();
        TcpEnd server = new TcpEnd("server");
        TcpEnd client = new TcpEnd("client")) {
      long port = server.ask("listen", "0.0.0.0", 1000);
      for (int i = 1; i <= PEERS_OF_CGROUP + more; i++) {
        client.ask("connect", "127.0.1." + i, port, 1);
      }
      server.ask("accept", PEERS_OF_CGROUP + more);
      client.ask("send", 11);
      server.ask("receive", 11);
      client.ask("close");
      server.ask("close");
      kernel.expect(client, "closes", PEERS_OF_CGROUP + more);
      kernel.expect(server, "closes", PEERS_OF_CGROUP + more);
      kernel.readPeers();

      Map<String, TcpPeer> peers = kernel.peers(client);
      assertThat(peers).hasSize(PEERS_OF_CGROUP + 1).containsKey("out ~");
      TcpPeer other = peers.get("out ~");
      assertThat(kernel.value(other, TcpPeerCounts.CONNECTIONS)).isEqualTo(more);
      assertThat(kernel.value(other, TcpPeerCounts.CLOSES)).isEqualTo(more);
      assertThat(kernel.value(other, TcpPeerCounts.SENT_BYTES)).isEqualTo(11L * more);
      long sent = 0;
      for (TcpPeer peer : peers.values()) {
        sent += kernel.value(peer, TcpPeerCounts.SENT_BYTES);
      }
      assertThat(sent).isEqualTo(11L * (PEERS_OF_CGROUP + more));
      assertThat(kernel.tcp.lost().peers()).isGreaterThanOrEqualTo(more);
      assertThat(kernel.peers(server)).hasSize(1);

      // Nobody hears of them any more: they go, and there is room for others.
      for (int read = 0; read <= TcpPeers.IDLE_READS; read++) {
        kernel.readPeers();
      }
      assertThat(kernel.peers(client)).isEmpty();
      client.ask("connect", "127.0.2.1", port, 1);
      server.ask("accept", 1);
      kernel.readPeers();
      assertThat(kernel.peers(client)).containsOnlyKeys("out 127.0.2.1 " + port);
    }
  }

  @Test
  void aConnectThatFailsIsCountedAtItsPeer() throws IOException {
    try (TcpUnderTest kernel = new TcpUnderTest();
        TcpEnd client = new TcpEnd("client")) {
      long port = client.ask("listen", "127.0.0.3", 1);
      client.ask("unlisten");
      client.ask("connect", "127.0.0.3", port, 5);
      kernel.expect(client, "connect_failures", 5);
      kernel.readPeers();
      TcpPeer peer = kernel.peers(client).get("out 127.0.0.3 " + port);
      assertThat(kernel.value(peer, TcpPeerCounts.FAILURES)).isEqualTo(5);
      assertThat(kernel.value(peer, TcpPeerCounts.CONNECTIONS)).isZero();
    }
  }
}
