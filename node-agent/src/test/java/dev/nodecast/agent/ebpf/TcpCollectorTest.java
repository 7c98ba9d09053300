package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerDropKind;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container's connections, from the kernel's programs to what a receiver knows. */
class TcpCollectorTest {
  private static final Kind TOTALS = ContainerKernelKind.KIND;
  private static final Kind PEERS = ContainerTcpPeerKind.KIND;
  private static final int SLOTS = 2048;

  private Programs programs;
  private CapturedHost agent;

  @BeforeEach
  void start() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.outside(Profile.STANDARD));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
  }

  @AfterEach
  void stop() throws Exception {
    if (programs != null) {
      agent.close();
      programs.close();
    }
  }

  @Test
  void aContainersConnectionsAreItsTotalsAndItsPeers() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer();
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
      // The shell opens a connection, writes five bytes, and holds it until it is told to end.
      Process shell = new ProcessBuilder(bash(container, server.getLocalPort())).start();
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInputStream().readNBytes(5)).hasSize(5);
        accepted.getOutputStream().write(new byte[70]);
        until(container, ContainerKernelKind.TCP_RECEIVED_BYTES, 70);
        number(container, ContainerKernelKind.TCP_CONNECTS, 1);
        number(container, ContainerKernelKind.TCP_SENT_BYTES, 5);
        number(container, ContainerKernelKind.TCP_OPEN, 1);
        List<String> peer =
            agent.picture.entities(PEERS).stream()
                .filter(names -> names.contains(container.id))
                .findFirst()
                .orElseThrow();
        assertThat(peer.subList(6, 9))
            .containsExactly("out", "127.0.0.1", Integer.toString(server.getLocalPort()));
        assertThat(peerNumber(container, ContainerTcpPeerKind.OPEN)).isEqualTo(1);
        assertThat(peerNumber(container, ContainerTcpPeerKind.RECEIVED_BYTES)).isEqualTo(70);

        shell.getOutputStream().close();
        assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
      until(container, ContainerKernelKind.TCP_CLOSES, 1);
      number(container, ContainerKernelKind.TCP_OPEN, 0);
      number(container, ContainerKernelKind.TCP_SENT_BYTES, 5);
      assertThat(peerNumber(container, ContainerTcpPeerKind.CONNECTIONS)).isEqualTo(1);
      assertThat(peerNumber(container, ContainerTcpPeerKind.OPEN)).isZero();
      assertThat(peerNumber(container, ContainerTcpPeerKind.SENT_BYTES)).isEqualTo(5);
    }
  }

  @Test
  void whatNobodyListensForIsTheHostsDropByItsReason() throws Exception {
    agent.tick();
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    try (Socket ignored = new Socket("127.0.0.1", port)) {
      assertThat(ignored.isConnected()).as("nobody listens").isFalse();
    } catch (java.net.ConnectException expected) {
      agent.tick();
    }
    assertThat(agent.picture.entities(ContainerDropKind.KIND))
        .anyMatch(names -> names.get(3).equals(ContainerKernelKind.HOST) && named(names));
  }

  @Test
  void whatIsNotWantedIsEmptyAndEndsItsRows() throws Exception {
    agent.tick();
    try (ServerSocket server = new ServerSocket(0);
        Socket client = new Socket("127.0.0.1", server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(accepted.isConnected() && client.isConnected()).isTrue();
      agent.tick();
      agent.tick();
      assertThat(agent.picture.entities(PEERS)).isNotEmpty();
      programs.leaveOut(Programs.none("shed"));
      agent.tick();
      agent.tick();
      assertThat(agent.picture.entities(PEERS)).isEmpty();
      for (String group : List.of("container_tcp", "container_tcp_peer", "container_drop")) {
        assertThat(agent.runs())
            .filteredOn(run -> run.name().equals(group))
            .singleElement()
            .satisfies(run -> assertThat(run.outcome()).isEqualTo("shed"));
      }
    }
  }

  private static boolean named(List<String> names) {
    return names.get(names.size() - 1).equals("NO_SOCKET");
  }

  /** /dev/tcp is bash's; cat ends with its input. */
  private static List<String> bash(KernelContainer container, int port) {
    List<String> command = new java.util.ArrayList<>(container.shell("").command());
    String enter = command.get(2).substring(0, command.get(2).indexOf('{'));
    String script = "exec 3<>/dev/tcp/127.0.0.1/" + port + "; printf 12345 >&3; cat";
    return List.of("bash", "-c", enter + "{ " + script + "; }");
  }

  /** What the other end's kernel does takes its time. */
  private void until(KernelContainer container, Column column, long expected) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    do {
      LockSupport.parkNanos(5_000_000);
      agent.tick();
    } while ((!agent.picture.has(TOTALS, container.id)
            || agent.picture.number(TOTALS, container.id, column) == null
            || agent.picture.number(TOTALS, container.id, column) < expected)
        && System.nanoTime() < deadline);
    number(container, column, expected);
  }

  private void number(KernelContainer container, Column column, long expected) {
    assertThat(agent.picture.number(TOTALS, container.id, column))
        .as(column.name())
        .isEqualTo(expected);
  }

  private long peerNumber(KernelContainer container, Column column) {
    return agent.picture.number(PEERS, container.id, column);
  }
}
