package dev.nodecast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.Capability;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Lockdown;
import dev.nodecast.bpf.ProgramSupport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifyKernelTest {
  private static final ProgramSupport GOOD =
      new ProgramSupport("life", "life_exec", "tp_btf/sched_process_exec", "", "");
  private static final ProgramSupport BAD =
      new ProgramSupport("fast", "fast_read", "fentry/x", "kernel refuses fentry", "-1\nhint");

  @Test
  void theExitCodeTellsAllFromSomeFromNone() {
    assertThat(VerifyKernel.exitCode(List.of(GOOD, GOOD))).isZero();
    assertThat(VerifyKernel.exitCode(List.of(GOOD, BAD))).isEqualTo(1);
    assertThat(VerifyKernel.exitCode(List.of(BAD))).isEqualTo(2);
  }

  @Test
  void theReportNamesTheKernelItsLimitsAndEveryProgram() {
    KernelSupport kernel =
        new KernelSupport(
            "6.1.0-18-amd64",
            "#1 SMP",
            true,
            Lockdown.INTEGRITY,
            true,
            false,
            Set.of(Capability.BPF, Capability.PERFMON));

    assertThat(VerifyKernel.report(kernel, List.of(GOOD, BAD, BAD)))
        .isEqualTo(
            """
            kernel      6.1.0-18-amd64 #1 SMP
            btf         readable
            lockdown    integrity
            tracefs     mounted
            bpffs       not mounted
            rights      CAP_PERFMON CAP_BPF
            limitation  no bpf file system is mounted: maps do not outlive the agent
            program     life/life_exec           loaded
            program     fast/fast_read           refused: kernel refuses fentry
                          -1
                          hint
            program     fast/fast_read           refused: kernel refuses fentry
            result      1 of 3 programs load
            """);
  }

  @Test
  void everyProgramLoadsOnThisKernel() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int code = VerifyKernel.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(code).as(bytes.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains(kernel.release())
        .containsPattern("program +life/life_exit +loaded\n");
  }
}
