package dev.nodecast.bpf.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.ProgramSupport;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Whose a socket is, and that nobody notices the programs. */
class PacketsOwnersTest {
  private static final String LOCAL = "127.0.0.1";

  @Test
  void socketsThatWereThereBeforeAreTheirProcesss() throws Exception {
    try (Traffic a = new Traffic("a");
        Traffic b = new Traffic("b")) {
      long port = a.ask("udp", LOCAL);
      a.ask("to", LOCAL, port);
      long listening = a.ask("listen", LOCAL);
      try (PacketsUnderTest kernel = new PacketsUnderTest()) {
        ProgramSupport old =
            kernel.packets.programs().support().stream()
                .filter(program -> program.program().equals("packets_old_sockets"))
                .findFirst()
                .orElseThrow();
        assumeTrue(old.loaded(), old.reason());
        a.ask("send", 7, 100);
        a.ask("receive", 700);
        kernel.expect(
            a.ids,
            "udp_sent_datagrams",
            7,
            "udp_sent_bytes",
            700,
            "udp_packets_out",
            7,
            "udp_packet_bytes_out",
            7 * 128,
            "udp_received_datagrams",
            7,
            "udp_received_bytes",
            700,
            "udp_packets_in",
            7,
            "udp_packet_bytes_in",
            7 * 128);

        // What an old listener accepts is its own.
        b.ask("connect", LOCAL, listening);
        a.ask("accept");
        b.ask("write", 50_000);
        b.ask("finish");
        assertThat(a.ask("read")).isEqualTo(50_000);
        kernel.settle(a.ids, b.ids);
        assertThat(kernel.of(a.ids).get("tcp_packet_bytes_in")).isGreaterThan(50_000);
      }
    }
  }

  @Test
  void whereOnlyTheUnifiedCgroupIsKnownItNamesTheSocket() throws Exception {
    try (PacketsUnderTest kernel = new PacketsUnderTest();
        Traffic a = new Traffic("a")) {
      program(kernel, "packets_socket").detach();
      long port = a.ask("udp", LOCAL);
      a.ask("to", LOCAL, port);
      a.ask("send", 2, 10);
      a.ask("receive", 20);

      kernel.expect(
          new CgroupIds(a.ids.v2(), 0),
          "udp_sent_datagrams",
          2,
          "udp_sent_bytes",
          20,
          "udp_packets_out",
          2,
          "udp_packet_bytes_out",
          2 * 38,
          "udp_received_datagrams",
          2,
          "udp_received_bytes",
          20,
          "udp_packets_in",
          2,
          "udp_packet_bytes_in",
          2 * 38);
      assertThat(kernel.of(a.ids)).isEmpty();
    }
  }

  @Test
  void twoAgentsCountTheSameAndOneMayGo() throws Exception {
    try (PacketsUnderTest one = new PacketsUnderTest();
        Traffic a = new Traffic("a")) {
      long port = a.ask("udp", LOCAL);
      a.ask("to", LOCAL, port);
      try (PacketsUnderTest other = new PacketsUnderTest()) {
        a.ask("send", 5, 10);
        a.ask("receive", 50);
        assertThat(one.of(a.ids)).isEqualTo(other.of(a.ids)).hasSize(8);
      }
      a.ask("send", 5, 10);
      a.ask("receive", 50);
      assertThat(one.of(a.ids)).containsEntry("udp_sent_datagrams", 10L);
    }
  }

  @Test
  void theyAreGoneWhenTheirProcessIsKilledAndTrafficNeverStops() throws Exception {
    Path root = Kernel.capable().cgroup().orElseThrow();
    Process agent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PacketsProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Traffic a = new Traffic("a")) {
      var said =
          new BufferedReader(
              new InputStreamReader(agent.getInputStream(), StandardCharsets.US_ASCII));
      long program = Long.parseLong(said.readLine());
      assertThat(a.ask("attached", root, program)).isEqualTo(1);
      long port = a.ask("udp", LOCAL);
      a.ask("to", LOCAL, port);
      a.ask("send", 5, 10);
      assertThat(a.ask("receive", 50)).isEqualTo(5);

      agent.destroyForcibly();
      assertThat(agent.waitFor(30, TimeUnit.SECONDS)).isTrue();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (a.ask("attached", root, program) == 1 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(2_000_000);
      }
      assertThat(a.ask("attached", root, program)).isZero();
      a.ask("send", 5, 10);
      assertThat(a.ask("receive", 50)).isEqualTo(5);
    } finally {
      agent.destroyForcibly();
    }
  }

  private static BpfProgram program(PacketsUnderTest kernel, String name) {
    return kernel.packets.programs().object().orElseThrow().programs().stream()
        .filter(program -> program.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
