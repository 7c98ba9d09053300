package dev.nodecast.bpf.irq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.ProgramSupport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the running kernel's own counts of the same time. */
class InterruptsTest {
  private static final InterruptSource NET_RX = new InterruptSource(InterruptSource.Type.SOFT, 3);
  private static final int CPUS = Runtime.getRuntime().availableProcessors();

  @TempDir private Path directory;

  @Test
  void loadsEveryProgram() {
    try (Interrupts interrupts = Interrupts.start(Kernel.capable())) {
      assertThat(interrupts.programs().support()).hasSize(5).allMatch(ProgramSupport::loaded);
    }
  }

  /**
   * What happens between two readings is between the kernel's counts around both. One may be under
   * way on each processor: the kernel counts it at its entry, the programs at its exit.
   */
  @Test
  void runsAreTheKernels() throws IOException {
    try (Interrupts interrupts = Interrupts.start(Kernel.capable())) {
      Map<InterruptSource, Long> before = KernelInterrupts.counts();
      InterruptReadings readings = new InterruptReadings(interrupts).read();
      Map<InterruptSource, Long> began = readings.runs();
      Map<InterruptSource, Long> beganKernel = KernelInterrupts.counts();
      datagrams(20_000);
      sync(100);
      Map<InterruptSource, Long> endedKernel = KernelInterrupts.counts();
      Map<InterruptSource, Long> ended = readings.read().runs();
      Map<InterruptSource, Long> after = KernelInterrupts.counts();

      long hard = 0;
      for (InterruptSource source : endedKernel.keySet()) {
        long counted = ended.getOrDefault(source, 0L) - began.getOrDefault(source, 0L);
        long least = endedKernel.get(source) - beganKernel.getOrDefault(source, 0L);
        long most = after.getOrDefault(source, 0L) - before.getOrDefault(source, 0L);
        assertThat(counted).as(source.toString()).isBetween(least - CPUS, most + CPUS);
        hard += source.type() == InterruptSource.Type.HARD ? counted : 0;
      }
      assertThat(ended.get(NET_RX) - began.getOrDefault(NET_RX, 0L)).isGreaterThan(1000);
      assertThat(interrupts.lostRuns()).isZero();
      assumeTrue(hard > 0, "no device of this machine interrupted it");
    }
  }

  /**
   * The kernel samples at ticks, the programs measure; half of it apart is far more than either.
   */
  @Test
  void timeIsAboutTheKernels() throws IOException {
    try (Interrupts interrupts = Interrupts.start(Kernel.capable())) {
      InterruptReadings readings = new InterruptReadings(interrupts).read();
      long beganKernel = KernelInterrupts.softirqNanos();
      long began = readings.sum(s -> s.type() == InterruptSource.Type.SOFT, "run_ns");
      long start = System.nanoTime();
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2)) {
        datagrams(1000);
      }
      readings.read();
      long took = System.nanoTime() - start;
      long counted = readings.sum(s -> s.type() == InterruptSource.Type.SOFT, "run_ns") - began;
      long kernel = KernelInterrupts.softirqNanos() - beganKernel;
      long tolerance = Math.max(counted, kernel) / 2 + TimeUnit.MILLISECONDS.toNanos(100);
      assertThat(counted).isPositive().isLessThan(took * CPUS);
      assertThat(counted).isBetween(kernel - tolerance, kernel + tolerance);
    }
  }

  @Test
  void everyRunHasALatencyAndASoftirqMostlyADelay() throws IOException {
    try (Interrupts interrupts = Interrupts.start(Kernel.capable())) {
      datagrams(1000);
      InterruptReadings readings = new InterruptReadings(interrupts).read();
      long runs = readings.value(NET_RX, "runs");
      // Read while it counts: a run may be in one and not yet in the other.
      assertThat(readings.value(NET_RX, "latency_us")).isBetween(runs - CPUS, runs + CPUS);
      // The first of each processor was raised before the programs were there, at most.
      assertThat(readings.value(NET_RX, "delay_us")).isBetween(runs - 2L * CPUS, runs + CPUS);
      assertThat(readings.sum(s -> s.type() == InterruptSource.Type.HARD, "delay_us")).isZero();
    }
  }

  @Test
  void whatFindsNoRowIsCounted() throws IOException {
    try (Interrupts interrupts =
        Interrupts.start(Kernel.capable(), object -> object.map("irq_sources").resize(1))) {
      datagrams(1000);
      sync(10); // timers, the scheduler, RCU: there is always a second source
      InterruptReadings readings = new InterruptReadings(interrupts).read();
      assertThat(readings.runs()).hasSize(1);
      assertThat(interrupts.lostRuns()).isPositive();
    }
  }

  /** Each is received in a softirq of the processor that sent it. */
  private static void datagrams(int count) throws IOException {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DatagramSocket to = new DatagramSocket(nobody);
        DatagramSocket from = new DatagramSocket()) {
      DatagramPacket packet = new DatagramPacket(new byte[64], 64, to.getLocalSocketAddress());
      for (int i = 0; i < count; i++) {
        from.send(packet);
      }
    }
  }

  /** Disks interrupt when they have done it. */
  private void sync(int times) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < times; i++) {
        file.write(ByteBuffer.allocate(4096));
        file.force(true);
      }
    }
  }
}
