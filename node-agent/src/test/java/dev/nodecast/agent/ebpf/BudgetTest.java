package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.RunStats;
import dev.nodecast.catalog.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The kernel's own figures against a budget that the least work passes. */
class BudgetTest {
  private static final int SLOTS = 64;
  private static final double HARDLY_ANYTHING = 1e-7;

  @Test
  void programsThatCostMoreThanTheBudgetAreStoppedAndSayWhy() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    try (RunStats allowed = RunStats.open()) {
      assumeTrue(allowed.refusal().isEmpty(), allowed.refusal());
    }
    Programs programs = new Programs(kernel, SLOTS);
    // No more of them than there have to be: one goes every ten seconds, what this is about last.
    Selection selection = new Selection(programs, true, Profile.CUSTOM, List.of("life"));
    try (CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
        Budget budget = new Budget(programs, selection, () -> 0L, () -> 0L, HARDLY_ANYTHING)) {
      agent.tick();
      assertThat(programs.life.running()).isPresent();
      budget.start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (programs.life.running().isPresent()) {
        assertThat(System.nanoTime())
            .as("kernel share " + budget.kernelShare())
            .isLessThan(deadline);
        new ProcessBuilder("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do /bin/true; done")
            .start()
            .waitFor();
        agent.tick();
      }
      assertThat(programs.life.reason()).startsWith("shed: the agent cost");
      assertThat(budget.shed()).startsWith("kernel programs ").contains("life");
      assertThat(agent.runs())
          .filteredOn(run -> run.name().equals("container_life"))
          .allMatch(run -> run.outcome().startsWith("shed"));
    } finally {
      programs.close();
    }
  }
}
