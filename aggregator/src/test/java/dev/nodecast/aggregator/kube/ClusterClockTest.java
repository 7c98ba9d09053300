package dev.nodecast.aggregator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.model.Amounts;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ClusterClockTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long HOUR = 3_600_000;

  private final ClusterClock clock =
      new ClusterClock(InstantSource.fixed(Instant.ofEpochMilli(NOW)));

  @Test
  void leavesTimesAloneWhileTheClocksAgree() {
    clock.heard(NOW - 50_000);
    assertThat(clock.ours(NOW - 5)).isEqualTo(NOW - 5);
    assertThat(clock.ours(Amounts.NONE)).isEqualTo(Amounts.NONE);
    assertThat(clock.changes()).isZero();
    assertThat(clock.problems()).isEmpty();
  }

  @Test
  void movesTimesOfAServerThatIsHoursAhead() {
    clock.heard(NOW + 2 * HOUR);
    assertThat(NOW - clock.ours(NOW + 2 * HOUR - 60_000)).isBetween(59_000L, 61_000L);
    assertThat(clock.problems())
        .containsExactly(
            "the API server's clock is 120 min ahead of ours (expected: less than 1 min; its times"
                + " are shown by ours)");
  }

  @Test
  void movesTimesOfAServerThatIsHoursBehind() {
    clock.heard(NOW - 3 * HOUR);
    assertThat(NOW - clock.ours(NOW - 3 * HOUR - 60_000)).isBetween(59_000L, 61_000L);
    assertThat(clock.problems()).singleElement().asString().contains("180 min behind ours");
  }

  @Test
  void believesAStepAndNoWobble() {
    clock.heard(NOW + 2 * HOUR);
    long before = clock.ours(NOW);
    clock.heard(NOW + 2 * HOUR - 59_000);
    assertThat(clock.ours(NOW)).isEqualTo(before);
    assertThat(clock.changes()).isEqualTo(1);
    clock.heard(NOW + 3000);
    assertThat(clock.ours(NOW)).isEqualTo(NOW);
    assertThat(clock.changes()).isEqualTo(2);
    assertThat(clock.problems()).isEmpty();
  }

  @Test
  void putsNothingThatHappenedAheadOfNow() {
    assertThat(clock.past(NOW + 30_000)).isEqualTo(NOW);
    assertThat(clock.past(NOW - 30_000)).isEqualTo(NOW - 30_000);
    assertThat(clock.past(Amounts.NONE)).isEqualTo(NOW);
  }
}
