package dev.nodecast.agent.ebpf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.packets.Packets;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Profile;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container's packets, from its sockets to what a receiver knows. */
class PacketsCollectorTest {
  private static final int SLOTS = 2048;
  private static final int PATIENCE_MS = 20_000;

  private Programs programs;
  private CapturedHost agent;

  @BeforeEach
  void start() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(kernel.cgroup().isPresent(), "no root of a cgroup v2 hierarchy is mounted");
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.outside(Profile.COMPREHENSIVE));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
  }

  @AfterEach
  void stop() throws Exception {
    if (agent != null) {
      agent.close();
      programs.close();
    }
  }

  @Test
  void datagramsAndPacketsOfAContainerAreItsSockets() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      for (int round = 1; round <= 2; round++) {
        datagrams(container);
        agent.tick();
        number(container, ContainerKernelKind.UDP_SENT_DATAGRAMS, 3L * round);
        number(container, ContainerKernelKind.UDP_SENT_BYTES, 3L * 10 * round);
        number(container, ContainerKernelKind.UDP_PACKETS_OUT, 3L * round);
        number(container, ContainerKernelKind.UDP_PACKET_BYTES_OUT, 3L * 38 * round);
        number(container, ContainerKernelKind.UDP_RECEIVED_DATAGRAMS, 2L * round);
        number(container, ContainerKernelKind.UDP_RECEIVED_BYTES, 2L * 20 * round);
        number(container, ContainerKernelKind.UDP_PACKETS_IN, 2L * round);
        number(container, ContainerKernelKind.UDP_PACKET_BYTES_IN, 2L * 48 * round);
        number(container, ContainerKernelKind.ICMP_PACKETS_OUT, 0);
        number(container, ContainerKernelKind.OTHER_PACKETS_IN, 0);
      }
      connection(container);
      agent.tick();
      // SYN, ACK, data, FIN: four at least, of 40 bytes at least; the other side repeats none.
      assertThat(value(container, ContainerKernelKind.TCP_PACKETS_OUT)).isBetween(4L, 20L);
      assertThat(value(container, ContainerKernelKind.TCP_PACKET_BYTES_OUT))
          .isBetween(5000 + 4 * 40L, 5000 + 20 * 80L);
      assertThat(value(container, ContainerKernelKind.TCP_PACKETS_IN)).isBetween(2L, 20L);
      assertThat(value(container, ContainerKernelKind.TCP_PACKET_BYTES_IN))
          .isBetween(9000 + 2 * 40L, 9000 + 20 * 80L);
    }
  }

  @Test
  void aSocketOfWhichOnlyTheUnifiedCgroupIsKnownIsTheContainers() throws Exception {
    // The kernel's events would name it, too.
    programs.leaveOut(Programs.but(List.of(Packets.NAME)));
    agent.tick();
    Packets packets = programs.packets.running().orElseThrow();
    packets.programs().object().orElseThrow().programs().stream()
        .filter(program -> program.name().equals("packets_socket"))
        .forEach(BpfProgram::detach);
    try (KernelContainer container = new KernelContainer()) {
      datagrams(container);
      agent.tick();
      number(container, ContainerKernelKind.UDP_SENT_DATAGRAMS, 3);
      number(container, ContainerKernelKind.UDP_RECEIVED_BYTES, 2 * 20);
    }
    agent.tick();
    agent.tick();
    agent.tick();
    assertThat(programs.slots().orElseThrow().turnedAway()).isZero();
  }

  @Test
  void standardDoesNotCountPackets() throws Exception {
    programs.leaveOut(Programs.outside(Profile.STANDARD));
    agent.tick();
    assertThat(programs.packets.running()).isEmpty();
    assertThat(agent.runs())
        .filteredOn(run -> run.name().equals("container_packets"))
        .singleElement()
        .satisfies(run -> assertThat(run.outcome()).isEqualTo("not in profile standard"));
  }

  /** It sends three of 10 bytes and gets two of 20; dd makes one call for each. */
  private static void datagrams(KernelContainer container) throws Exception {
    try (DatagramSocket here = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      here.setSoTimeout(PATIENCE_MS);
      CompletableFuture<Integer> there =
          run(
              container,
              "exec 3<>/dev/udp/127.0.0.1/%d; for i in 1 2 3; do printf 123456789. >&3; done;"
                      .formatted(here.getLocalPort())
                  + " timeout 20 dd bs=100 count=2 of=/dev/null <&3");
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      for (int i = 0; i < 3; i++) {
        here.receive(packet);
        assertThat(packet.getLength()).isEqualTo(10);
      }
      packet.setLength(20);
      here.send(packet);
      here.send(packet);
      assertThat(there.get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  /** It sends 5,000 bytes and gets 9,000. */
  private static void connection(KernelContainer container) throws Exception {
    try (ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      here.setSoTimeout(PATIENCE_MS);
      CompletableFuture<Integer> there =
          run(
              container,
              "exec 3<>/dev/tcp/127.0.0.1/%d; printf %%05000d 0 >&3; [ $(cat <&3 | wc -c) = 9000 ]"
                  .formatted(here.getLocalPort()));
      try (Socket socket = here.accept()) {
        socket.setSoTimeout(PATIENCE_MS);
        assertThat(socket.getInputStream().readNBytes(5000)).hasSize(5000);
        socket.getOutputStream().write("x".repeat(9000).getBytes(US_ASCII));
      }
      assertThat(there.get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  private static CompletableFuture<Integer> run(KernelContainer container, String script) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return container.run("exec bash -c '" + script + "'");
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void number(KernelContainer container, Column column, long expected) {
    assertThat(value(container, column)).as(column.name()).isEqualTo(expected);
  }

  private long value(KernelContainer container, Column column) {
    return agent.picture.number(ContainerKernelKind.KIND, container.id, column);
  }
}
