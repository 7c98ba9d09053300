package dev.nodecast.bpf.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.Slots;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Known datagrams over loopback, by cgroup. */
class PacketsTest {
  /** 40 datagrams of 1,000 bytes fit any socket's buffer, so none is lost. */
  private static final int COUNT = 40;

  private static final int SIZE = 1000;

  @Test
  void loadsEveryProgramAndAttachesIt() {
    try (PacketsUnderTest kernel = new PacketsUnderTest()) {
      assertThat(kernel.packets.programs().support())
          .extracting(ProgramSupport::program, ProgramSupport::reason)
          .containsExactly(
              tuple("packets_socket", ""),
              tuple("packets_old_sockets", ""),
              tuple("packets_out", ""),
              tuple("packets_in", ""));
      assertThat(kernel.packets.lostOwners()).isZero();
      assertThat(kernel.packets.counts()).allMatch(count -> count.value() == 0);
    }
  }

  @Test
  void withoutTheRootOfTheHierarchyNothingRunsAndItSaysWhy() {
    KernelSupport here = Kernel.capable();
    KernelSupport elsewhere =
        new KernelSupport(
            here.release(),
            here.version(),
            here.btf(),
            here.lockdown(),
            here.tracefs(),
            here.bpffs(),
            Optional.empty(),
            here.capabilities());
    try (Slots slots = Slots.open(64);
        Packets packets = Packets.start(elsewhere, slots)) {
      assertThat(packets.programs().object()).isEmpty();
      assertThat(packets.counters()).isEmpty();
      assertThat(packets.programs().support())
          .filteredOn(program -> !program.program().equals("packets_old_sockets"))
          .hasSize(3)
          .extracting(ProgramSupport::reason)
          .containsOnly("no mount shows the root of a cgroup v2 hierarchy");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void datagramsOverLoopbackAreSentByOneAndReceivedByTheOther(String address) throws Exception {
    int packet = SIZE + 8 + (address.contains(":") ? 40 : 20);
    try (PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a");
        Traffic b = new Traffic("b")) {
      long portOfA = a.ask("udp", address);
      long portOfB = b.ask("udp", address);
      a.ask("to", address, portOfB);
      b.ask("to", address, portOfA);
      a.ask("send", COUNT, SIZE);
      assertThat(b.ask("receive", COUNT * SIZE)).isEqualTo(COUNT);
      b.ask("send", 3, SIZE);
      assertThat(a.ask("receive", 3 * SIZE)).isEqualTo(3);

      kernel.expect(
          a.ids,
          "udp_sent_datagrams",
          COUNT,
          "udp_sent_bytes",
          COUNT * SIZE,
          "udp_packets_out",
          COUNT,
          "udp_packet_bytes_out",
          COUNT * packet,
          "udp_received_datagrams",
          3,
          "udp_received_bytes",
          3 * SIZE,
          "udp_packets_in",
          3,
          "udp_packet_bytes_in",
          3 * packet);
      kernel.expect(
          b.ids,
          "udp_sent_datagrams",
          3,
          "udp_sent_bytes",
          3 * SIZE,
          "udp_packets_out",
          3,
          "udp_packet_bytes_out",
          3 * packet,
          "udp_received_datagrams",
          COUNT,
          "udp_received_bytes",
          COUNT * SIZE,
          "udp_packets_in",
          COUNT,
          "udp_packet_bytes_in",
          COUNT * packet);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everySegmentOfALargeBufferIsADatagram(boolean joined) throws Exception {
    int segments = 10;
    int size = 500;
    try (PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a");
        Traffic b = new Traffic("b")) {
      long port = b.ask("udp", "127.0.0.1");
      a.ask("udp", "127.0.0.1");
      a.ask("to", "127.0.0.1", port);
      assumeTrue(a.tried("segment", size) == 0, "this kernel has no UDP_SEGMENT");
      assumeTrue(!joined || b.tried("join") == 0, "this kernel has no UDP_GRO");
      a.ask("send", 1, segments * size);
      // Without UDP_GRO the kernel cuts the buffer before the socket, with it after.
      assertThat(b.ask("receive", segments * size)).isEqualTo(joined ? 1 : segments);

      kernel.expect(
          a.ids,
          "udp_sent_datagrams",
          segments,
          "udp_sent_bytes",
          segments * size,
          "udp_packets_out",
          segments,
          "udp_packet_bytes_out",
          segments * (size + 28));
      kernel.expect(
          b.ids,
          "udp_received_datagrams",
          segments,
          "udp_received_bytes",
          segments * size,
          "udp_packets_in",
          segments,
          "udp_packet_bytes_in",
          segments * (size + 28));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void optionsAndExtensionHeadersAreNoPayload(String address) throws Exception {
    boolean v6 = address.contains(":");
    int packet = SIZE + 8 + (v6 ? 40 + 16 : 20 + 8);
    try (PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a")) {
      long port = a.ask("udp", address);
      a.ask("to", address, port);
      a.ask(v6 ? "extensions" : "options");
      a.ask("send", 5, SIZE);
      assertThat(a.ask("receive", 5 * SIZE)).isEqualTo(5);

      kernel.expect(
          a.ids,
          "udp_sent_datagrams",
          5,
          "udp_sent_bytes",
          5 * SIZE,
          "udp_packets_out",
          5,
          "udp_packet_bytes_out",
          5 * packet,
          "udp_received_datagrams",
          5,
          "udp_received_bytes",
          5 * SIZE,
          "udp_packets_in",
          5,
          "udp_packet_bytes_in",
          5 * packet);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void whatIsNeitherTcpNorUdpNorIcmpIsOther(String address) throws Exception {
    int header = address.contains(":") ? 40 : 20;
    try (PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a")) {
      a.ask("raw", address, 253); // for experiments, RFC 3692
      a.ask("send", 4, 100);
      assertThat(a.ask("receive", 4 * (100 + (header == 20 ? header : 0)))).isEqualTo(4);

      kernel.expect(
          a.ids,
          "other_packets_out",
          4,
          "other_packet_bytes_out",
          4 * (100 + header),
          "other_packets_in",
          4,
          "other_packet_bytes_in",
          4 * (100 + header));
    }
  }
}
