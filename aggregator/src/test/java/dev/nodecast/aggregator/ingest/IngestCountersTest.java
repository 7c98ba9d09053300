package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.ingest.IngestCounters.Fault;
import dev.nodecast.aggregator.ingest.IngestCounters.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class IngestCountersTest {
  private static final Clock NOW =
      Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);

  private final IngestCounters counters = new IngestCounters(NOW);

  @Test
  void tellsNodesApart() {
    counters.dropped(Reason.MALFORMED_FRAME, "a", 1);
    counters.dropped(Reason.MALFORMED_FRAME, "b", 2);
    counters.dropped(Reason.MALFORMED_FRAME, "a", 1);
    assertThat(counters.faults())
        .containsExactly(
            new Fault(Reason.MALFORMED_FRAME, "a", 2, NOW.millis()),
            new Fault(Reason.MALFORMED_FRAME, "b", 2, NOW.millis()));
  }

  @Test
  void forgetsTheQuietestNodeButNotItsCount() {
    counters.dropped(Reason.WRONG_TOKEN, "quiet", 7);
    for (int i = 0; i < IngestCounters.MOST_FAULTS; i++) {
      counters.dropped(Reason.WRONG_TOKEN, "n" + i, 1);
    }
    assertThat(counters.faults()).hasSize(IngestCounters.MOST_FAULTS + 1);
    assertThat(counters.faults()).last().isEqualTo(new Fault(Reason.WRONG_TOKEN, "", 7, 0));
    assertThat(counters.dropped()).containsEntry("wrong_token", 7L + IngestCounters.MOST_FAULTS);
  }

  @Test
  void countsAClockThatIsSetEitherWay() {
    WallClock clock = new WallClock(counters);
    clock.looked(1_000_000, 0);
    clock.looked(1_001_000, 1_000);
    clock.looked(1_005_400, 5_000); // slewed, or this thread was late
    assertThat(counters.clockSteps()).isZero();
    clock.looked(4_606_400, 6_000);
    assertThat(counters.clockSteps()).isEqualTo(1);
    clock.looked(1_007_400, 7_000);
    clock.looked(1_008_400, 8_000);
    assertThat(counters.clockSteps()).isEqualTo(2);
    assertThat(counters.lastClockStepMs()).isEqualTo(NOW.millis());
  }
}
