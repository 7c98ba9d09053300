package dev.nodecast.aggregator.kube.cluster;

import static dev.nodecast.aggregator.kube.cluster.Samples.meta;
import static dev.nodecast.aggregator.kube.cluster.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.Await;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A collection of more than the store takes at once. */
class ClusterReceiverRoomTest {
  private static final int PARTS = 4;

  private final Sink sink = new Sink();

  /** Has room for as many parts as it was given. */
  private static final class Sink implements ClusterSink {
    final AtomicInteger room = new AtomicInteger();
    final AtomicInteger parts = new AtomicInteger();
    final AtomicInteger states = new AtomicInteger();

    @Override
    public boolean hasRoom() {
      return room.get() > 0;
    }

    @Override
    public void points(String receiver, long timeMs, List<MetricPoint> points) {
      room.decrementAndGet();
      parts.incrementAndGet();
    }

    @Override
    public void entities(long timeMs, List<EntityState> told) {
      room.decrementAndGet();
      states.addAndGet(told.size());
    }

    @Override
    public void objects(List<ObjectState> objects) {}
  }

  private ClusterReceiver receiver(Duration interval) {
    TestingView view = new TestingView();
    IntStream.range(0, PARTS * Points.PART)
        .forEach(i -> view.with(pod(meta("Pod", "web-" + i), "Running")));
    return new ClusterReceiver(
        view,
        sink,
        new ClusterSettings(
            interval,
            Duration.ZERO,
            Set.of(),
            Set.of(K8sMetrics.POD_PHASE.name()),
            ClusterSettings.Distribution.KUBERNETES),
        Clock.systemUTC());
  }

  @Test
  void goesAsFastAsThereIsRoom() throws Exception {
    ClusterReceiver receiver = receiver(Duration.ofMinutes(5));
    Thread collecting = new Thread(() -> receiver.collect(System.currentTimeMillis()));
    collecting.start();
    for (int part = 1; part <= PARTS; part++) {
      sink.room.incrementAndGet();
      int expected = part;
      Await.until("part " + part, () -> sink.parts.get() == expected);
      assertThat(sink.room).hasValue(0);
    }
    collecting.join(10_000);
    assertThat(receiver.stats().points()).isEqualTo(PARTS * Points.PART);
    assertThat(receiver.stats().skipped()).isZero();
  }

  @Test
  void waitsOneIntervalWhenNobodyStoresAndNotOneForEachPart() {
    ClusterReceiver receiver = receiver(Duration.ofMillis(200));
    receiver.collect(System.currentTimeMillis());

    assertThat(sink.parts).hasValue(PARTS);
    // Four waits would be four times that, and the collections missed at least three.
    assertThat(receiver.stats().tookMs()).isGreaterThanOrEqualTo(200);
    assertThat(receiver.stats().skipped()).isEqualTo(receiver.stats().tookMs() / 200);
  }

  @Test
  void statesOfEntitiesWaitForRoomToo() throws Exception {
    ClusterReceiver receiver = receiver(Duration.ofMinutes(5));
    Thread telling =
        new Thread(
            () -> {
              receiver.tellAll();
              receiver.tell(System.currentTimeMillis());
            });
    telling.start();
    sink.room.incrementAndGet();
    Await.until("the first part", () -> sink.states.get() == ClusterReceiver.PART);
    sink.room.set(1000);
    telling.join(10_000);
    assertThat(sink.states).hasValueGreaterThanOrEqualTo(PARTS * Points.PART);
  }
}
