package dev.nodecast.aggregator.kube.cluster;

import static dev.nodecast.aggregator.kube.cluster.Samples.container;
import static dev.nodecast.aggregator.kube.cluster.Samples.meta;
import static dev.nodecast.aggregator.kube.cluster.Samples.pod;
import static dev.nodecast.aggregator.kube.cluster.Samples.running;
import static dev.nodecast.aggregator.kube.model.Amounts.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterReceiverTest {
  private final TestingView view = new TestingView();
  private final Lines lines = new Lines();

  @Test
  void tellsTheDefaultMetricsOnly() {
    view.with(pod(meta("Pod", "web-1"), "Running", running("web")))
        .with(Samples.node("node-1", Map.of("Ready", 1), Map.of()));
    receiver(Duration.ofMinutes(5)).collect(1_000);

    assertThat(lines.points.stream().map(line -> line.split("[ {]", 2)[0]))
        .containsExactly(
            "k8s.node.condition_ready",
            "k8s.pod.phase",
            "k8s.container.cpu_request",
            "k8s.container.cpu_limit",
            "k8s.container.memory_request",
            "k8s.container.memory_limit",
            "k8s.container.storage_request",
            "k8s.container.storage_limit",
            "k8s.container.ephemeralstorage_request",
            "k8s.container.ephemeralstorage_limit",
            "k8s.container.restarts",
            "k8s.container.ready");
  }

  @Test
  void handsOverALargeClusterInParts() {
    IntStream.range(0, Points.PART + 1)
        .forEach(i -> view.with(pod(meta("Pod", "web-" + i), "Running")));
    ClusterReceiver receiver = receiver(Duration.ofMinutes(5));
    receiver.collect(1_000);

    assertThat(lines.parts).containsExactly(Points.PART, 1);
    assertThat(receiver.stats().points()).isEqualTo(Points.PART + 1);
  }

  @Test
  void tellsAnEntityWhenItComesChangesAndGoes() {
    ClusterReceiver receiver = started(Duration.ZERO);
    PodRecord pending = pod(meta("Pod", "web-1"), "Pending", "", "", "no room");
    view.with(pending);
    assertThat(told(receiver)).containsExactly("k8s.pod uid-web-1");

    view.with(pod(meta("Pod", "web-1"), "Running", running("web")));
    assertThat(told(receiver)).containsExactly("k8s.pod uid-web-1", "container id-web");

    view.without(pending.meta());
    assertThat(told(receiver))
        .containsExactly("deleted k8s.pod uid-web-1", "deleted container id-web");
    assertThat(told(receiver)).isEmpty();
  }

  @Test
  void tellsAContainersEndWhenAnotherTakesItsPlace() {
    ClusterReceiver receiver = started(Duration.ZERO);
    view.with(pod(meta("Pod", "web-1"), "Running", running("web")));
    told(receiver);

    view.with(pod(meta("Pod", "web-1"), "Running", running("other")));
    assertThat(told(receiver)).containsExactly("deleted container id-web", "container id-other");
  }

  @Test
  void saysNothingOfAChangeThatNoEntityShows() {
    ClusterReceiver receiver = started(Duration.ZERO);
    view.with(pod(meta("Pod", "web-1"), "Running", running("web")));
    told(receiver);

    view.with(
        pod(
            meta("Pod", "web-1"),
            "Running",
            container("web", "waiting", "CrashLoopBackOff", "", NONE, NONE)));
    assertThat(told(receiver)).isEmpty();
  }

  @Test
  void tellsTheEndOfWhatCameAndWentBetweenTwoTellings() {
    ClusterReceiver receiver = started(Duration.ZERO);
    PodRecord brief = pod(meta("Pod", "brief"), "Running", running("web"));
    view.with(brief).without(brief.meta());

    assertThat(told(receiver))
        .containsExactly("deleted k8s.pod uid-brief", "deleted container id-web");
  }

  @Test
  void tellsAllAgainAfterTheMetadataInterval() {
    view.with(pod(meta("Pod", "web-1"), "Running"));
    ClusterReceiver receiver = receiver(Duration.ofMinutes(5));

    assertThat(told(receiver, 300_000)).containsExactly("k8s.pod uid-web-1");
    assertThat(told(receiver, 599_999)).isEmpty();
    assertThat(told(receiver, 600_000)).containsExactly("k8s.pod uid-web-1");
  }

  @Test
  void tellsAllAgainWhenWhatTheyAreRelatedToIsSeenLater() {
    ClusterReceiver receiver = started(Duration.ZERO);
    view.with(pod(meta("Pod", "web-1"), "Running"));
    assertThat(told(receiver)).containsExactly("k8s.pod uid-web-1");
    assertThat(lines.entities.get(0)).doesNotContain("scheduled_on", "part_of");

    view.with(Samples.namespace("other"));
    assertThat(told(receiver)).containsExactly("k8s.namespace uid-other");

    view.with(Samples.namespace("shop")).with(Samples.node("node-1", Map.of("Ready", 1), Map.of()));
    assertThat(told(receiver)).contains("k8s.pod uid-web-1");
    assertThat(lines.entities.get(lines.entities.size() - 1))
        .endsWith(" scheduled_on=k8s.node:uid-node-1 part_of=k8s.namespace:uid-shop");
    assertThat(told(receiver)).isEmpty();
  }

  @Test
  void tellsAllAgainWhenMoreChangedThanItKeeps() {
    ClusterReceiver receiver = started(Duration.ZERO);
    told(receiver);
    int more = EntityChanges.MAX + 7;
    IntStream.range(0, more).forEach(i -> view.with(pod(meta("Pod", "web-" + i), "Running")));

    assertThat(told(receiver)).hasSize(EntityChanges.MAX);
    assertThat(receiver.stats().missed()).isEqualTo(7);
    assertThat(told(receiver)).hasSize(more);
    assertThat(lines.parts).allMatch(size -> size <= ClusterReceiver.PART);
    assertThat(told(receiver)).isEmpty();
  }

  @Test
  void goesOnAfterACollectionThatFailed() {
    view.with(pod(meta("Pod", "web-1"), "Running"));
    ClusterSink broken =
        new ClusterSink() {
          @Override
          public void points(String receiver, long timeMs, List<MetricPoint> points) {
            lines.points(receiver, timeMs, points);
            throw new IllegalStateException("sink: broken (expected: for this test)");
          }

          @Override
          public void entities(long timeMs, List<EntityState> states) {}

          @Override
          public void objects(List<ObjectState> objects) {}
        };
    try (ClusterReceiver receiver =
        new ClusterReceiver(
            view, broken, settings(Duration.ofMillis(20), Duration.ZERO), Clock.systemUTC())) {
      receiver.start();
      await(() -> receiver.stats().failures() >= 2);
    }
    assertThat(lines.points).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void tellsWhatIsThereAlreadyWhenItStarts() {
    view.with(pod(meta("Pod", "web-1"), "Running"));
    try (ClusterReceiver receiver =
        new ClusterReceiver(
            view, lines, settings(Duration.ofMillis(20), Duration.ZERO), Clock.systemUTC())) {
      receiver.start();
      await(() -> !lines.entities.isEmpty() && !lines.points.isEmpty());
    }
    assertThat(lines.entities.get(0)).startsWith("k8s.pod uid-web-1");
  }

  /** As a receiver that has started, without its clock. */
  private ClusterReceiver started(Duration metadata) {
    ClusterReceiver receiver = receiver(metadata);
    receiver.listen();
    return receiver;
  }

  private ClusterReceiver receiver(Duration metadata) {
    return new ClusterReceiver(
        view, lines, settings(Duration.ofSeconds(10), metadata), Clock.systemUTC());
  }

  private static ClusterSettings settings(Duration interval, Duration metadata) {
    Set<String> on =
        K8sMetrics.ALL.stream()
            .filter(K8sMetric::byDefault)
            .map(K8sMetric::name)
            .collect(Collectors.toSet());
    return new ClusterSettings(
        interval, metadata, Set.of("Ready"), on, ClusterSettings.Distribution.AUTO);
  }

  private List<String> told(ClusterReceiver receiver) {
    return told(receiver, 1_000);
  }

  private List<String> told(ClusterReceiver receiver, long nowMs) {
    lines.entities.clear();
    receiver.tell(nowMs);
    return lines.entities.stream().map(line -> line.substring(0, line.indexOf(" | "))).toList();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
