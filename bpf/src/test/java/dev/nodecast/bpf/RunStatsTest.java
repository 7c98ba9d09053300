package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the running kernel. */
class RunStatsTest {
  private static final Path SYSCTL = Path.of("/proc/sys/kernel/bpf_stats_enabled");
  private static final int PROCESSES = 50;

  @Test
  void runsAreCountedWhileTheyAreOnAndNotAfter() throws Exception {
    KernelSupport kernel = Kernel.capable();
    String sysctl = Files.readString(SYSCTL);
    // One byte: such a file ends behind the first read.
    assumeTrue(
        sysctl.strip().equals("0"), "kernel.bpf_stats_enabled is on: runs are always counted");
    try (BpfSubject subject = BpfSubject.start("life", kernel)) {
      BpfProgram exec = program(subject, "life_exec");
      RunStats stats = RunStats.open();
      assumeTrue(stats.refusal().isEmpty(), stats.refusal());
      ProgramStats before = exec.stats();
      startProcesses();
      ProgramStats after = exec.stats();
      stats.close();
      stats.close();

      assertThat(after.id()).isPositive().isEqualTo(before.id());
      assertThat(after.runs() - before.runs()).isGreaterThanOrEqualTo(PROCESSES);
      // A run takes some 200 ns; a clock read alone takes more than one.
      assertThat(after.nanos() - before.nanos()).isGreaterThan(after.runs() - before.runs());
      assertThat(Files.readString(SYSCTL)).isEqualTo(sysctl);
      assertThat(goesQuiet(exec)).isTrue();
    }
  }

  @Test
  void twoHoldersKeepThemOnUntilTheLastIsClosed() throws Exception {
    try (BpfSubject subject = BpfSubject.start("life", Kernel.capable());
        RunStats first = RunStats.open()) {
      assumeTrue(first.refusal().isEmpty(), first.refusal());
      BpfProgram fork = program(subject, "life_fork");
      RunStats.open().close();
      long before = fork.stats().runs();
      startProcesses();
      assertThat(fork.stats().runs() - before).isGreaterThanOrEqualTo(PROCESSES);
    }
  }

  @Test
  void aProgramThatIsNotLoadedHasNoStatistics() throws IOException {
    Kernel.capable();
    // It is only opened, so either architecture's will do.
    byte[] elf = LayoutCheck.object("/native/x86_64/life.bpf.o");
    try (BpfObject object = BpfObject.open(elf, "life")) {
      assertThatThrownBy(() -> object.programs().get(0).stats())
          .isInstanceOf(BpfException.class)
          .hasMessageStartingWith("life_fork: ");
      assertThat(object.map("slot_by_cgroup").memoryBytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EPERM, not permitted: statistics of runs need CAP_SYS_ADMIN",
    "EINVAL, this kernel has no BPF_ENABLE_STATS (Linux 5.8 and later)",
    "ENOSYS, this kernel has no bpf system call (CONFIG_BPF_SYSCALL)",
    "EBUSY, refused with EBUSY"
  })
  void namesWhyTheyAreRefused(String errno, String reason) {
    assertThat(RunStats.reason(errno)).isEqualTo(reason);
  }

  static BpfProgram program(BpfSubject subject, String name) {
    return subject.object().orElseThrow().programs().stream()
        .filter(program -> program.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void startProcesses() throws IOException, InterruptedException {
    String loop = "i=0; while [ $i -lt " + PROCESSES + " ]; do /bin/true; i=$((i+1)); done";
    assertThat(new ProcessBuilder("sh", "-c", loop).start().waitFor()).isZero();
  }

  /**
   * Whether processes start without the program's counter moving. Another agent of this machine may
   * have a window of its own open; it closes within seconds.
   */
  private static boolean goesQuiet(BpfProgram exec) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      long before = exec.stats().runs();
      startProcesses();
      if (exec.stats().runs() == before) {
        return true;
      }
    }
    return false;
  }
}
