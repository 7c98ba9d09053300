package dev.nodecast.aggregator.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.wire.MalformedTickException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pages and JSON read of histograms, from ticks of one second in windows of five. */
final class PercentilesTest {
  private static final Column TICKS = AgentKind.TICK_DURATION;
  private static final Column ACKS = AgentKind.ACK_DURATION;

  private final LiveState live = new LiveState(4, 100);
  private TestingAgent agent;
  private TestingAgent.Values self;
  private long nowMs = 1_700_000_000_000L; // a window begins

  @BeforeEach
  void start() throws MalformedTickException {
    agent = new TestingAgent(live, "n1");
    self = agent.of(AgentKind.KIND);
  }

  private void ticks(int count) throws MalformedTickException {
    for (int i = 0; i < count; i++) {
      agent.tick(nowMs);
      nowMs += 1000;
    }
  }

  private KindState cells() {
    return agent.node().kind(AgentKind.KIND);
  }

  private Percentiles of(Column column) {
    return Percentiles.of(cells(), column, 0);
  }

  @Test
  void isOfTheLastWholeWindowAndTheOpenOne() throws MalformedTickException {
    self.bucket(TICKS, 80, 98).bucket(TICKS, 160, 2);
    ticks(1);
    assertThat(of(TICKS))
        .isEqualTo(new Percentiles(100, Histogram.middle(80), Histogram.middle(160), 1000));
    ticks(8);
    assertThat(of(TICKS).count()).isEqualTo(900);
    assertThat(of(TICKS).overMs()).isEqualTo(9000);
    self.quiet(TICKS).bucket(TICKS, 8, 1);
    ticks(2); // one more in the second window, one in the third
    assertThat(of(TICKS).count()).isEqualTo(402);
    assertThat(of(TICKS).overMs()).isEqualTo(6000);
    ticks(5); // the fourth has begun
    assertThat(of(TICKS))
        .isEqualTo(new Percentiles(6, Histogram.middle(8), Histogram.middle(8), 6000));
    self.quiet(TICKS);
    ticks(10);
    assertThat(of(TICKS).count()).isZero();
    assertThat(of(TICKS).p99()).isNaN();
    assertThat(of(TICKS).overMs()).isEqualTo(6000);
  }

  @Test
  void anOldWindowIsNotRecent() throws MalformedTickException {
    self.bucket(TICKS, 80, 10);
    ticks(5);
    nowMs += 60_000; // the agent slept
    ticks(1);
    assertThat(of(TICKS).count()).isEqualTo(10);
    assertThat(of(TICKS).overMs()).isEqualTo(1000);
  }

  @Test
  void aNewStreamTellsNothingTwice() throws MalformedTickException {
    self.bucket(TICKS, 80, 10);
    ticks(3);
    nowMs -= 2000; // the frames that were not stored come again
    agent = new TestingAgent(live, "n1");
    agent.of(AgentKind.KIND).bucket(TICKS, 80, 10);
    assertThat(of(TICKS).count()).isZero();
    ticks(2);
    assertThat(of(TICKS).count()).isEqualTo(20);
  }

  @Test
  void ofSeveralNodesItIsOfAllTheirValues() throws MalformedTickException {
    self.bucket(TICKS, 8, 90);
    ticks(1);
    TestingAgent other = new TestingAgent(live, "n2");
    other.of(AgentKind.KIND).bucket(TICKS, 200, 10);
    other.tick(nowMs);
    BucketCounts merged = new BucketCounts();
    cells().recent(TICKS, 0, merged);
    other.node().kind(AgentKind.KIND).recent(TICKS, 0, merged);
    assertThat(Percentiles.of(merged, 1000))
        .isEqualTo(new Percentiles(100, Histogram.middle(8), Histogram.middle(200), 1000));
  }

  @Test
  void jsonHasCountAndPercentilesAndTheirTime() throws MalformedTickException {
    self.bucket(TICKS, -1, 5);
    ticks(2);
    String json = new String(Json.object(it -> CellsJson.kind(it, cells(), new int[] {0})), UTF_8);
    assertThat(json)
        .contains("\"tick_duration_us\":{\"type\":\"histogram\",\"unit\":\"us\",")
        .contains("\"tick_duration_us\":{\"count\":10,\"p50\":0,\"p99\":0,\"seconds\":2}")
        .contains("\"ack_duration_us\":{\"count\":0,\"p50\":null,\"p99\":null,\"seconds\":2}");
  }

  @Test
  void pagesShowDurationsInSeconds() throws MalformedTickException {
    self.bucket(ACKS, 159, 3);
    ticks(1);
    List<Reading> readings =
        Readings.of(cells(), 0).stream().flatMap(group -> group.readings().stream()).toList();
    assertThat(readings)
        .filteredOn(reading -> reading.name().startsWith("ack duration"))
        .extracting(Reading::name, Reading::value, Reading::quantity)
        .containsExactly(
            tuple("ack duration p50", Histogram.middle(159) / 1e6, Quantity.SECONDS),
            tuple("ack duration p99", Histogram.middle(159) / 1e6, Quantity.SECONDS));
  }
}
