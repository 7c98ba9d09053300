package dev.nodecast.aggregator.kube.objects;

import static dev.nodecast.aggregator.kube.objects.ScriptedApi.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.http.TestCluster;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.watch.ApiServer;
import dev.nodecast.aggregator.kube.watch.Pace;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Objects of a real cluster. */
class ObjectsClusterTest {
  private final CollectedObjects sink = new CollectedObjects();
  private final KubeEvents events = new KubeEvents();

  @Test
  void tellsEachChangeOnceThroughManyWatches() {
    try (TestCluster cluster = new TestCluster("objects")) {
      // A watch ends every second, so that changes fall between watches and into them.
      Pace pace =
          new Pace(
              Duration.ofMillis(20),
              Duration.ofMillis(100),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(4));
      try (ObjectsReceiver receiver =
          new ObjectsReceiver(
                  List.of(watch("configmaps", "", cluster)),
                  new ApiServer(cluster.client()),
                  sink,
                  events,
                  InstantSource.system(),
                  pace)
              .start()) {
        await(() -> receiver.counters().watches() > 0);
        int maps = 40;
        for (int i = 0; i < maps; i++) {
          cluster.map("m" + i, "1");
          await(() -> receiver.problems().isEmpty());
        }
        long watches = receiver.counters().watches();
        await(() -> receiver.counters().watches() >= watches + 2);
        for (int i = 0; i < maps; i++) {
          cluster.map("m" + i, "2");
        }
        cluster.client().configMaps().inNamespace(cluster.namespace()).withName("m0").delete();
        await(() -> sink.told().stream().anyMatch(t -> t.startsWith("DELETED m0@")));

        List<String> told =
            sink.all.stream()
                .filter(o -> o.name().startsWith("m"))
                .map(o -> o.event() + " " + o.name())
                .toList();
        assertThat(told).doesNotHaveDuplicates().hasSize(2 * maps + 1);
        assertThat(receiver.counters().stats().errors().keySet()).isSubsetOf("short");
        assertThat(sink.all)
            .extracting(ObjectState::json)
            .noneMatch(json -> json.contains("managedFields"));
      }
    }
  }

  @Test
  void findsEventsOfEitherApi() {
    try (TestCluster cluster = new TestCluster("objects");
        ObjectsReceiver receiver =
            new ObjectsReceiver(
                    List.of(
                        watch("events", "", cluster), watch("events", "events.k8s.io", cluster)),
                    new ApiServer(cluster.client()),
                    sink,
                    events,
                    InstantSource.system())
                .start()) {
      await(() -> receiver.counters().watches() == 2);
      cluster
          .client()
          .v1()
          .events()
          .inNamespace(cluster.namespace())
          .resource(
              new EventBuilder()
                  .withNewMetadata()
                  .withName("e")
                  .endMetadata()
                  .withNewInvolvedObject()
                  .withKind("Pod")
                  .withName("<b>'\"&")
                  .withNamespace(cluster.namespace())
                  .endInvolvedObject()
                  .withType("Warning")
                  .withReason("BackOff")
                  .withMessage("again")
                  .build())
          .create();
      await(() -> sink.all.size() == 2);
      assertThat(sink.all)
          .extracting(o -> o.event() + " " + o.group() + "/" + o.version() + " " + o.name())
          .containsExactlyInAnyOrder("ADDED /v1 e", "ADDED events.k8s.io/v1 e");
      assertThat(events.latest())
          .extracting(e -> e.type() + " " + e.reason() + " " + e.name())
          .containsExactly("Warning BackOff <b>'\"&");
    }
  }

  private static ObjectSpec watch(String name, String group, TestCluster cluster) {
    return new ObjectSpec(
        name,
        group,
        ObjectSpec.Mode.WATCH,
        Duration.ofHours(1),
        "",
        "",
        List.of(cluster.namespace()),
        List.of(),
        Set.of(),
        false);
  }
}
