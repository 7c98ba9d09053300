package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeBlockKind;
import dev.nodecast.catalog.Profile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container at a disk of its own, from the kernel's programs to what a receiver knows. */
class BlockCollectorTest {
  private static final Kind CONTAINER = ContainerKernelKind.KIND;
  private static final Kind DISK = NodeBlockKind.KIND;
  private static final int SLOTS = 256;

  @TempDir private Path directory;

  @Test
  void operationsOfAContainerAndOfItsDiskAreTheKernels() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    String device = attach(directory.resolve("disk"));
    String name = Path.of(device).getFileName().toString();
    try (Programs programs = new Programs(kernel, SLOTS);
        CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
        KernelContainer container = new KernelContainer()) {
      programs.leaveOut(Programs.outside(Profile.STANDARD));
      agent.tick();
      String write = "dd if=/dev/zero bs=8192 count=100 oflag=direct of=" + device;
      String read = "dd of=/dev/null bs=4096 count=50 iflag=direct if=" + device;
      for (int round = 1; round <= 2; round++) {
        assertThat(container.run(write + " && " + read)).isZero();
        agent.tick();
        // Besides, what dd is made of may be read, from another disk.
        assertThat(number(agent, container, ContainerKernelKind.BLOCK_READS))
            .isGreaterThanOrEqualTo(50L * round);
        assertThat(number(agent, container, ContainerKernelKind.BLOCK_READ_BYTES))
            .isGreaterThanOrEqualTo(50 * 4096L * round);
        assertThat(number(agent, container, ContainerKernelKind.BLOCK_WRITES))
            .isEqualTo(100L * round);
        assertThat(number(agent, container, ContainerKernelKind.BLOCK_WRITE_BYTES))
            .isEqualTo(100 * 8192L * round);
      }
      assertThat(count(agent, CONTAINER, container.id, ContainerKernelKind.BLOCK_WRITE_LATENCY))
          .as("of the last tick")
          .isEqualTo(100);
      assertThat(count(agent, CONTAINER, container.id, ContainerKernelKind.BLOCK_READ_LATENCY))
          .isEqualTo(
              agent.picture.increase(CONTAINER, container.id, ContainerKernelKind.BLOCK_READS));

      assertThat(agent.picture.entities(DISK)).contains(List.of(name, "write"));
      long operations = 0;
      for (var labels : agent.picture.entities(DISK)) {
        assertThat(labels.get(1)).isIn("read", "write", "discard", "flush", "other");
        assertThat(Files.exists(Path.of("/sys/block", labels.get(0)))).as(labels.get(0)).isTrue();
        operations += labels.get(0).equals(name) ? 1 : 0;
      }
      assertThat(operations).isEqualTo(2);
    } finally {
      assertThat(new ProcessBuilder("losetup", "-d", device).start().waitFor()).isZero();
    }
  }

  /** A loop device that nobody else uses. */
  private static String attach(Path file) throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/loop-control")), "no loop devices here");
    try (var open = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(4 << 20);
    }
    Process losetup =
        new ProcessBuilder("losetup", "-f", "--show", file.toString())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(losetup.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeTrue(losetup.waitFor() == 0, "losetup: " + said);
    return said;
  }

  private static long number(CapturedHost agent, KernelContainer container, Column column) {
    return agent.picture.number(CONTAINER, container.id, column);
  }

  private static long count(CapturedHost agent, Kind kind, String label, Column column) {
    Map<Integer, Long> buckets = agent.picture.buckets(kind, label, column);
    return buckets.values().stream().mapToLong(Long::longValue).sum();
  }
}
