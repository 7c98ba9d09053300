package dev.nodecast.aggregator.kube.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.model.NodeRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeScrapesTest {
  private final NodeScrapes scrapes = new NodeScrapes(10_000);

  @Test
  void spreadsAThousandNodesOverTheInterval() {
    scrapes.nodes(nodes(1000), 0);
    int most = 0;
    int asked = 0;
    for (long now = 0; now < 30_000; now += 100) {
      int due = scrapes.due(now).size();
      asked += due;
      most = Math.max(most, due);
    }
    // Evenly, ten would be due in each tick of 100 ms.
    assertThat(most).isLessThanOrEqualTo(30);
    assertThat(asked).isBetween(2990, 3000);
  }

  @Test
  void asksANodeThatFailsLessAndLessOften() {
    scrapes.nodes(nodes(1), 0);
    assertThat(timesAsked(0, 100_000, true)).isEqualTo(4);
    assertThat(timesAsked(100_000, 900_000, true)).isEqualTo(10);
  }

  @Test
  void asksANodeAgainAsUsualOnceItAnswered() {
    scrapes.nodes(nodes(1), 0);
    timesAsked(0, 200_000, true);
    timesAsked(200_000, 300_000, false);
    assertThat(timesAsked(300_000, 400_000, false)).isEqualTo(10);
  }

  @Test
  void forgetsNodesThatWent() {
    scrapes.nodes(nodes(3), 0);
    scrapes.nodes(nodes(1), 0);
    assertThat(scrapes.due(10_000)).hasSize(1);
  }

  @Test
  void doesNotMakeUpForTimeThatPassedUnnoticed() {
    scrapes.nodes(nodes(1), 0);
    assertThat(scrapes.due(1_000_000)).hasSize(1);
    assertThat(scrapes.due(1_000_100)).isEmpty();
  }

  private int timesAsked(long from, long to, boolean fails) {
    int times = 0;
    for (long now = from; now < to; now += 100) {
      for (NodeState state : scrapes.due(now)) {
        times++;
        if (fails) {
          state.failed("away");
        } else {
          state.succeeded();
        }
      }
    }
    return times;
  }

  private static List<NodeRecord> nodes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> FixedView.node("ip-10-0-" + i / 250 + "-" + i % 250, "", 0))
        .toList();
  }
}
