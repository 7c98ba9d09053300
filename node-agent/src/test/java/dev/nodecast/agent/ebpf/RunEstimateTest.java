package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.ProgramStats;
import org.junit.jupiter.api.Test;

class RunEstimateTest {
  private final RunEstimate estimate = new RunEstimate();

  @Test
  void holdsTheRatesOfAWindowUntilTheNext() {
    estimate.begin(new ProgramStats(7, 1000, 50_000));
    estimate.end(new ProgramStats(7, 1200, 90_000), 2);
    assertThat(estimate.runs()).isEqualTo(200);
    assertThat(estimate.nanos()).isEqualTo(40_000);

    estimate.hold(28);
    assertThat(estimate.runs()).isEqualTo(200 + 100 * 28);
    assertThat(estimate.nanos()).isEqualTo(40_000 + 20_000 * 28);
    assertThat(estimate.nanosPerSecond()).isEqualTo(20_000);

    estimate.begin(new ProgramStats(7, 1200, 90_000));
    estimate.end(new ProgramStats(7, 1200, 90_000), 2);
    estimate.hold(28);
    assertThat(estimate.runs()).isEqualTo(3000);
    assertThat(estimate.nanosPerSecond()).isZero();
  }

  @Test
  void isUnknownUntilAWindowWasSeenToItsEnd() {
    estimate.hold(30);
    estimate.end(new ProgramStats(7, 500, 900), 2);
    assertThat(estimate.counted()).isFalse();

    estimate.begin(new ProgramStats(7, 500, 900));
    assertThat(estimate.counted()).isFalse();
    estimate.end(new ProgramStats(7, 500, 900), 2);
    assertThat(estimate.counted()).isTrue();
    assertThat(estimate.runs()).isZero();
  }

  @Test
  void aProgramLoadedAnewWithinAWindowWaitsForTheNext() {
    estimate.begin(new ProgramStats(7, 1000, 50_000));
    estimate.end(new ProgramStats(8, 3, 100), 2);

    assertThat(estimate.counted()).isFalse();
    assertThat(estimate.runs()).isZero();
  }

  @Test
  void addsNothingWhileItDoesNotRun() {
    estimate.begin(new ProgramStats(7, 0, 0));
    estimate.end(new ProgramStats(7, 200, 40_000), 2);
    estimate.stop();
    estimate.hold(100);

    assertThat(estimate.runs()).isEqualTo(200);
    assertThat(estimate.nanosPerSecond()).isZero();
  }
}
