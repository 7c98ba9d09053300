package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.HostRoot;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeIrqKind;
import dev.nodecast.catalog.Profile;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts of this machine, from the kernel's programs to what a receiver knows. */
class NodeIrqCollectorTest {
  private static final Kind IRQ = NodeIrqKind.KIND;
  private static final int SLOTS = 2048;

  /** Ticks between two looks at who handles an interrupt. */
  private static final int ROUNDS = 60;

  @TempDir private Path directory;

  @Test
  void aSoftirqHasRunsTimeLatencyAndDelay() throws Exception {
    try (Programs programs = programs();
        CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS)) {
      agent.tick();
      datagrams(5000);
      agent.tick();
      assertThat(agent.picture.entities(IRQ)).contains(List.of("soft", "3", "NET_RX"));
      long runs = agent.picture.number(IRQ, "NET_RX", NodeIrqKind.RUNS);
      assertThat(runs).isGreaterThanOrEqualTo(1000);
      assertThat(agent.picture.number(IRQ, "NET_RX", NodeIrqKind.RUN_TIME)).isPositive();
      assertThat(sum(agent.picture.buckets(IRQ, "NET_RX", NodeIrqKind.LATENCY))).isPositive();
      assertThat(sum(agent.picture.buckets(IRQ, "NET_RX", NodeIrqKind.DELAY))).isPositive();
      for (List<String> labels : agent.picture.entities(IRQ)) {
        if (labels.get(0).equals("hard")) {
          Path actions = Path.of("/sys/kernel/irq", labels.get(1), "actions");
          assertThat(labels.get(2)).isEqualTo(Files.readString(actions).strip());
        }
      }
    }
  }

  @Test
  void anInterruptOfOtherHandlersIsAnother() throws Exception {
    HostRoot machine = CapturedHost.machine();
    HostRoot host = new HostRoot(machine.proc(), directory, machine.cgroup(), machine.rootfs());
    try (Programs programs = programs();
        CapturedHost agent = new CapturedHost(host, programs, SLOTS)) {
      agent.tick();
      sync();
      agent.tick();
      List<List<String>> hard =
          agent.picture.entities(IRQ).stream().filter(l -> l.get(0).equals("hard")).toList();
      assumeTrue(!hard.isEmpty(), "no device of this machine interrupted it");
      assertThat(hard).allMatch(labels -> labels.get(2).isEmpty());
      for (List<String> labels : hard) {
        Path irq = Files.createDirectories(directory.resolve("kernel/irq/" + labels.get(1)));
        Files.writeString(irq.resolve("actions"), "new,shared\n");
      }
      for (int i = 0; i < ROUNDS; i++) {
        agent.tick();
      }
      sync();
      agent.tick();
      assertThat(agent.picture.entities(IRQ))
          .filteredOn(labels -> hard.stream().anyMatch(h -> h.get(1).equals(labels.get(1))))
          .filteredOn(labels -> labels.get(0).equals("hard"))
          .isNotEmpty()
          .allMatch(labels -> labels.get(2).equals("new,shared"));
    }
  }

  @Test
  void whatIsOffEndsItsRowsAndSaysWhy() throws Exception {
    try (Programs programs = programs();
        CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS)) {
      agent.tick();
      datagrams(100);
      agent.tick();
      assertThat(agent.picture.entities(IRQ)).isNotEmpty();
      programs.leaveOut(Programs.outside(Profile.STANDARD));
      agent.tick();
      agent.tick();
      assertThat(agent.picture.entities(IRQ)).isEmpty();
      assertThat(programs.irq.reason()).isEqualTo("not in profile standard");
    }
  }

  private static Programs programs() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    Programs programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.but(List.of("irq")));
    return programs;
  }

  private static void datagrams(int count) throws Exception {
    try (DatagramSocket to = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket from = new DatagramSocket()) {
      DatagramPacket packet = new DatagramPacket(new byte[64], 64, to.getLocalSocketAddress());
      for (int i = 0; i < count; i++) {
        from.send(packet);
      }
    }
  }

  /** Disks interrupt when they have done it. */
  private void sync() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[4096]);
    assertThat(new ProcessBuilder("sync", file.toString()).start().waitFor()).isZero();
  }

  private static long sum(Map<Integer, Long> buckets) {
    return buckets.values().stream().mapToLong(Long::longValue).sum();
  }
}
