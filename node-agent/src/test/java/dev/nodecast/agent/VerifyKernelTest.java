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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VerifyKernelTest {
  private static final ProgramSupport GOOD =
      new ProgramSupport("life", "life_exec", "tp_btf/sched_process_exec", "", "");
  private static final ProgramSupport BAD =
      new ProgramSupport("fast", "fast_read", "fentry/x", "kernel refuses fentry", "-1\nhint");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

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
            Optional.empty(),
            Set.of(Capability.BPF, Capability.PERFMON));

    assertThat(VerifyKernel.report(kernel, List.of(GOOD, BAD, BAD)))
        .isEqualTo(
            """
            kernel      6.1.0-18-amd64 #1 SMP
            btf         readable
            lockdown    integrity
            tracefs     mounted
            bpffs       not mounted, nothing is pinned there
            rights      CAP_PERFMON CAP_BPF
            program     life/life_exec           loaded
            program     fast/fast_read           refused: kernel refuses fentry
                          -1
                          hint
            program     fast/fast_read           refused: kernel refuses fentry
            affected    fast: kernel refuses fentry
            result      1 of 3 programs load
            """);
  }

  @Test
  void theLimitedSetMattersOnlyWhereItIsNeeded() {
    ProgramSupport spare =
        new ProgramSupport("basic", "basic_exec", "tracepoint/x", "tracefs is not mounted", "");
    ProgramSupport standIn =
        new ProgramSupport("basic", "basic_exec", "tracepoint/sched/sched_process_exec", "", "");
    KernelSupport kernel = KernelSupport.read(Path.of("/absent"), Path.of("/absent"));

    assertThat(VerifyKernel.exitCode(List.of(GOOD, spare))).isZero();
    assertThat(VerifyKernel.report(kernel, List.of(GOOD, spare)))
        .endsWith("result      1 of 1 programs load; the limited set is not needed\n")
        .doesNotContain("affected");
    assertThat(VerifyKernel.exitCode(List.of(BAD, standIn))).isEqualTo(1);
    assertThat(VerifyKernel.exitCode(List.of(BAD, spare))).isEqualTo(2);
    assertThat(VerifyKernel.report(kernel, List.of(BAD, spare)))
        .contains("affected    the limited set: ")
        .endsWith("result      0 of 2 programs load\n");
  }

  /** Under lockdown there are no kprobes; then that is all that is missing. */
  @Test
  void everyProgramThatIsNoKprobeLoadsOnThisKernel() {
    KernelSupport kernel = capable();

    int code = run();

    boolean kprobes = text().contains("program     cache/cache_access       loaded\n");
    assertThat(code).as(text()).isEqualTo(kprobes ? 0 : 1);
    assertThat(text().lines().filter(line -> line.startsWith("affected")))
        .as(text())
        .hasSize(kprobes ? 0 : 1)
        .allMatch(line -> line.contains("page cache") && line.contains("kprobe"));
    assertThat(text())
        .contains(kernel.release())
        .containsPattern("program +life/life_exit +loaded\n")
        .doesNotContain("runs");
  }

  @Test
  void aCommandThatRunsMeanwhileShowsThatTheHooksAreReached() {
    capable();

    run("--drive", "sh", "-c", "for i in 1 2 3; do /bin/true; done");

    // Others run processes too: three is what this one made.
    assertThat(text()).contains("drive       ended with 0\n");
    for (String program : List.of("life_fork", "life_exec", "life_exit")) {
      Matcher runs = Pattern.compile("runs +life/" + program + " +([0-9]+)\n").matcher(text());
      assertThat(runs.find()).as(text()).isTrue();
      assertThat(Long.parseLong(runs.group(1))).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aCommandThatFailsOrDoesNotStartIsNoAnswer() {
    capable();

    assertThat(run("--drive", "false")).isEqualTo(3);
    assertThat(text()).contains("drive       ended with 1 (expected: 0)\n");
    assertThat(run("--drive", "/absent/command")).isEqualTo(3);
    assertThat(text()).contains("drive       /absent/command: does not start");
  }

  @Test
  void anArgumentThatItDoesNotKnowIsNamed() {
    assertThat(run("--drvie", "true")).isEqualTo(64);
    assertThat(run("--drive")).isEqualTo(64);
    assertThat(text())
        .isEqualTo(
            """
            argument: --drvie (expected: nothing or --drive COMMAND [ARGUMENT...])
            argument: --drive (expected: nothing or --drive COMMAND [ARGUMENT...])
            """);
  }

  private int run(String... args) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    String[] all =
        Stream.concat(Stream.of("verify-kernel"), Stream.of(args)).toArray(String[]::new);
    return VerifyKernel.run(all, out, out);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static KernelSupport capable() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    return kernel;
  }
}
