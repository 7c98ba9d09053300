package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerSyscallKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of this machine, from the kernel's programs to what a receiver knows. */
class SyscallCollectorTest {
  private static final Kind SYSCALL = ContainerSyscallKind.KIND;
  private static final Kind KERNEL = ContainerKernelKind.KIND;
  private static final int SLOTS = 256;

  @TempDir Path directory;
  private Programs programs;
  private CapturedHost agent;

  @BeforeEach
  void start() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    // Of all calls the one that a shell script makes a known number of.
    programs = new Programs(kernel, SLOTS, List.of("execve"));
    programs.leaveOut(Programs.outside(Profile.COMPREHENSIVE));
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
  void callsOfAContainerAreTheKernels() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      for (long round = 1; round <= 3; round++) {
        container.run("/bin/true; /bin/true; /absent/program; exit 0");
        agent.tick();
        assertThat(syscall(container, ContainerSyscallKind.CALLS)).isEqualTo(3 * round);
        assertThat(syscall(container, ContainerSyscallKind.ERRORS)).isEqualTo(round);
        assertThat(syscall(container, ContainerSyscallKind.ERRORS_ABSENT)).isEqualTo(round);
        assertThat(syscall(container, ContainerSyscallKind.ERRORS_DENIED)).isZero();
        assertThat(buckets(SYSCALL, container, ContainerSyscallKind.LATENCY)).isEqualTo(3);
      }
      assertThat(agent.picture.entities(SYSCALL))
          .filteredOn(labels -> labels.contains(container.id))
          .singleElement()
          .satisfies(labels -> assertThat(labels).endsWith("execve").hasSize(7));
    }
  }

  @Test
  void aContainerThatEndsBetweenTwoReadingsIsToldWhole() throws Exception {
    agent.tick();
    try (KernelContainer other = new KernelContainer()) { // so that the kind has a row before
      other.run("/bin/true; exit 0");
      agent.tick();
    }
    KernelContainer container = new KernelContainer();
    container.run("/bin/true; /bin/true; exit 0");
    container.close();
    // These ticks read what is due each second, and give the container's slot back.
    for (int second = 1; second < 5; second++) {
      agent.tick(second);
    }
    assertThat(agent.picture.has(SYSCALL, container.id)).as("its calls, so far").isTrue();
    agent.tick(5);
    assertThat(agent.picture.increaseOfEnded(SYSCALL, container.id, ContainerSyscallKind.CALLS))
        .isEqualTo(2);
    assertThat(agent.picture.has(SYSCALL, container.id)).isFalse();
  }

  @Test
  void whatIsNotWantedEndsItsRows() throws Exception {
    try (KernelContainer container = new KernelContainer()) {
      agent.tick();
      container.run("/bin/true; exit 0");
      agent.tick();
      assertThat(agent.picture.has(SYSCALL, container.id)).isTrue();
      programs.leaveOut(Programs.none("shed"));
      agent.tick();
      assertThat(agent.picture.entities(SYSCALL)).isEmpty();
      programs.leaveOut(Programs.outside(Profile.COMPREHENSIVE));
      agent.tick();
      container.run("/bin/true; exit 0");
      agent.tick();
      assertThat(syscall(container, ContainerSyscallKind.CALLS)).isEqualTo(1);
    }
  }

  @Test
  void theStandardProfileRunsNeither() {
    assertThat(Programs.outside(Profile.STANDARD)).containsKeys("file", "syscall");
  }

  @Test
  void fileOperationsOfAContainerAreTheKernels() throws Exception {
    Path file = directory.resolve("file");
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      long[] writes = new long[3];
      long[] bytes = new long[3];
      for (int round = 0; round < 3; round++) {
        // Rounds differ by 100 writes only: the shell's own way into the cgroup is a write too.
        String dd = "dd if=/dev/zero of=" + file + " bs=1000 conv=fsync count=";
        assertThat(container.run(dd + (7 + 100 * round))).isZero();
        agent.tick();
        writes[round] =
            agent.picture.increase(KERNEL, container.id, ContainerKernelKind.FILE_WRITES);
        bytes[round] =
            agent.picture.increase(KERNEL, container.id, ContainerKernelKind.FILE_WRITE_BYTES);
        assertThat(buckets(KERNEL, container, ContainerKernelKind.FILE_WRITE_LATENCY))
            .isEqualTo(writes[round]);
        assertThat(agent.picture.increase(KERNEL, container.id, ContainerKernelKind.FILE_FSYNCS))
            .isEqualTo(1);
        assertThat(buckets(KERNEL, container, ContainerKernelKind.FILE_FSYNC_LATENCY)).isEqualTo(1);
      }
      assertThat(writes[1] - writes[0]).isEqualTo(100);
      assertThat(writes[2] - writes[1]).isEqualTo(100);
      // The bytes of the shell's own write are the digits of its pid.
      assertThat(bytes[1] - bytes[0]).isBetween(99_990L, 100_010L);
      assertThat(agent.picture.number(KERNEL, container.id, ContainerKernelKind.FILE_READS))
          .isPositive();
    }
  }

  private long syscall(KernelContainer container, Column column) {
    return agent.picture.number(SYSCALL, container.id, column);
  }

  private long buckets(Kind kind, KernelContainer container, Column column) {
    return agent.picture.buckets(kind, container.id, column).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
