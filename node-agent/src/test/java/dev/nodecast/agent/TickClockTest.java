package dev.nodecast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.self.TickStats;
import org.junit.jupiter.api.Test;

/** Ticks on a wall clock that is set while they go on. */
class TickClockTest {
  private static final long START = 1_700_000_000_300L;

  private final TickStats stats = new TickStats();
  private long wallMs = START;
  private long monotonicMs = 5_000;
  private final TickClock clock =
      new TickClock(
          1_000,
          () -> java.time.Instant.ofEpochMilli(wallMs),
          () -> monotonicMs * 1_000_000,
          stats);

  private void pass(long ms) {
    wallMs += ms;
    monotonicMs += ms;
  }

  private long next() {
    long wait = clock.waitMs();
    pass(wait);
    return clock.begin();
  }

  @Test
  void ticksAtOnceAndThenAtWholeSeconds() {
    assertThat(clock.begin()).isEqualTo(START);
    assertThat(next()).isEqualTo(START + 700);
    assertThat(next()).isEqualTo(START + 1_700);
    pass(3_200);
    assertThat(next()).as("late: the newest second").isEqualTo(START + 4_700);
    assertThat(stats.missed()).isEqualTo(2);
    assertThat(stats.clockSteps()).isZero();
  }

  @Test
  void goesOnAtOnceWhenTheClockIsSetBack() {
    clock.begin();
    next();
    wallMs -= 3_600_000;
    assertThat(clock.waitMs()).as("not an hour").isZero();
    assertThat(clock.begin()).isEqualTo(START + 700 - 3_600_000);
    assertThat(stats.clockSteps()).isEqualTo(1);
    assertThat(stats.missed()).isZero();
    assertThat(next()).isEqualTo(START + 1_700 - 3_600_000);
    assertThat(stats.clockSteps()).as("once").isEqualTo(1);
  }

  @Test
  void doesNotTakeAClockThatIsSetForwardForMissedTicks() {
    clock.begin();
    next();
    pass(1_000);
    wallMs += 86_400_000;
    assertThat(clock.begin()).isEqualTo(START + 1_700 + 86_400_000);
    assertThat(stats.clockSteps()).isEqualTo(1);
    assertThat(stats.missed()).isZero();
    pass(4_000);
    clock.begin();
    assertThat(stats.missed()).as("of time that really passed").isEqualTo(3);
  }
}
