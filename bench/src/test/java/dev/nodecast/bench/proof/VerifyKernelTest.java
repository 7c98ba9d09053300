package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.KernelSupport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of the distribution: the launcher, the trimmed runtime, and what the jar carries. */
class VerifyKernelTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void loadsEveryProgramFromTheDistribution() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    Program command = start(List.of());
    // 1 under lockdown, which has no kprobes.
    boolean all = command.exit(SOON) == 0;
    assertThat(command.log().lines().filter(line -> line.contains("refused: ")))
        .filteredOn(line -> !line.contains("basic/"))
        .hasSize(all ? 0 : 1)
        .allMatch(line -> line.contains("cache/cache_access"));
    assertThat(command.log()).contains("program     life/life_fork           loaded");
  }

  @Test
  void saysWhatIsMissingWithoutRights() throws Exception {
    // Dropped from root's own, so that this runs wherever the tests do; without them there is
    // nothing to drop.
    List<String> dropped =
        KernelSupport.read(Path.of("/proc"), Path.of("/sys")).privileged()
            ? List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all")
            : List.of();
    Program command = start(dropped);
    assertThat(command.exit(SOON)).as(command.log()).isEqualTo(2);
    assertThat(command.log()).contains("CAP_BPF").contains("result      0 of ");
  }

  private Program start(List<String> before) throws Exception {
    List<String> words = new ArrayList<>(before);
    words.addAll(List.of(LocalCluster.launcher("agent"), "verify-kernel"));
    return Program.start("verify-kernel", words, Map.of(), directory.resolve("log"));
  }
}
