package dev.nodecast.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.store.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilentNodesTest {
  private static final long HOUR = SilentNodes.KEPT.toMillis();

  @Test
  void onlyDisconnectedNodesAreForgottenAfterAnHour() {
    LiveState live = new LiveState(10, 10);
    NodeState.AgentInfo agent = new NodeState.AgentInfo("b", "1", "", "", "", 1_000, true, "");
    live.open("n1", agent);
    SilentNodes.forget(live, 1_000 + 2 * HOUR);
    assertThat(live.node("n1")).as("still connected").isNotNull();
    live.disconnected("n1", agent);
    SilentNodes.forget(live, 1_000 + HOUR);
    assertThat(live.node("n1")).as("for an hour").isNotNull();
    SilentNodes.forget(live, 1_001 + HOUR);
    assertThat(live.node("n1")).isNull();
  }

  @Test
  void theCommitClockShowsTheNewestStoredWindowAndTellsTheNextListener() {
    List<Long> told = new ArrayList<>();
    CommitClock clock = new CommitClock((node, boot, seq) -> told.add(seq));
    assertThat(clock.upTo()).isEqualTo(Instant.EPOCH);
    clock.taken(window(5, 10_000));
    clock.taken(window(9, 15_000));
    clock.taken(window(12, 20_000));
    clock.refused(window(12, 20_000));
    clock.committed("n", "b", 9);
    assertThat(clock.upTo()).isEqualTo(Instant.ofEpochMilli(20_000));
    clock.committed("n", "b", 12);
    assertThat(clock.upTo()).isEqualTo(Instant.ofEpochMilli(20_000));
    assertThat(told).containsExactly(9L, 12L);
  }

  private static Window window(long lastSeq, long startMs) {
    return new Window("n", "b", startMs, 5_000, 5, lastSeq, List.of(), 0);
  }
}
