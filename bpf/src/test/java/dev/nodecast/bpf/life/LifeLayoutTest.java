package dev.nodecast.bpf.life;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.LayoutCheck;
import dev.nodecast.bpf.StructLayout;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeLayoutTest {
  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Life.NAME,
        List.of(
            CgroupIds.LAYOUT,
            LifeCounts.LAYOUT,
            LifeLost.LAYOUT,
            LifeExit.LAYOUT,
            LifeCgroup.LAYOUT));
  }

  @Test
  void aFieldThatIsNarrowerInJavaFails() {
    StructLayout drifted = new StructLayout("life_counts");
    drifted.u64("forks");
    drifted.u32("execs");
    drifted.u64("exits");
    fails(drifted, "execs");
  }

  @Test
  void fieldsInAnotherOrderFail() {
    StructLayout drifted = new StructLayout("life_counts");
    drifted.u64("execs");
    drifted.u64("forks");
    drifted.u64("exits");
    fails(drifted, "forks");
  }

  @Test
  void aFieldThatJavaDoesNotKnowFails() {
    StructLayout drifted = new StructLayout("life_counts");
    drifted.u64("forks");
    drifted.u64("execs");
    fails(drifted, "exits");
  }

  @Test
  void aStructThatCDoesNotHaveFails() {
    fails(new StructLayout("life_taxes"), "life_taxes");
  }

  private static void fails(StructLayout drifted, String culprit) {
    assertThatThrownBy(() -> LayoutCheck.check(Life.NAME, List.of(drifted)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(culprit);
  }
}
