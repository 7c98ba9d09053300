package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.life.Life;
import dev.nodecast.catalog.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who decides which subjects run. */
class SelectionTest {
  private static final int SLOTS = 64;

  private final KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
  private final Programs programs = new Programs(kernel, SLOTS);

  @Test
  void theAggregatorsWordIsAboveTheConfigurationAndTheBudgetsAboveBoth() throws Exception {
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    Selection selection = new Selection(programs, true, Profile.MINIMAL, List.of());
    try (CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS)) {
      agent.tick();
      assertThat(life()).isEmpty();
      assertThat(selection.text()).isEqualTo("minimal");

      selection.order("custom", List.of("nothing"));
      agent.tick();
      assertThat(life()).isEqualTo("not in profile custom");
      assertThat(selection.text()).isEqualTo("custom (nothing), ordered by the aggregator");

      selection.order("comprehensive", List.of());
      agent.tick();
      assertThat(life()).isEmpty();

      selection.shed(Map.of(Life.NAME, "shed: 3 % of the machine's CPU (budget: 1 %)"));
      agent.tick();
      assertThat(life()).startsWith("shed");
      selection.shed(Map.of());

      selection.order("gigantic", List.of());
      assertThat(selection.text()).startsWith("comprehensive");
      selection.order("", List.of());
      agent.tick();
      assertThat(life()).isEmpty();
      assertThat(selection.text()).isEqualTo("minimal");
    } finally {
      programs.close();
    }
  }

  @Test
  void whereItIsNotAllowedNothingRunsWhateverIsOrdered() throws Exception {
    Selection selection = new Selection(programs, false, Profile.STANDARD, List.of());
    selection.order("comprehensive", List.of());
    try (CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS)) {
      agent.tick();
      assertThat(programs.tried()).isEmpty();
      assertThat(programs.all())
          .allSatisfy(probe -> assertThat(probe.reason()).isEqualTo("NODECAST_EBPF is false"));
    }
  }

  private String life() {
    return programs.life.reason();
  }
}
