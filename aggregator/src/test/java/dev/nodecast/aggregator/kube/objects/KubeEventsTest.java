package dev.nodecast.aggregator.kube.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One event each, as Kubernetes 1.20 hands it out under both APIs. */
  @Test
  void readsBothDescriptionsOfAnEventAlike() throws IOException {
    JsonNode recorded =
        JSON.readTree(
            KubeEventsTest.class.getResourceAsStream(
                "/dev/nodecast/aggregator/kube/objects/events.json"));
    for (String which : List.of("scheduled", "pulled")) {
      assertThat(EventReader.read(recorded.path("v1-" + which)))
          .isEqualTo(EventReader.read(recorded.path("core-" + which)));
    }
    assertThat(EventReader.read(recorded.path("core-pulled")))
        .isEqualTo(
            new KubeEvent(
                "3469abf0-3a29-4385-a73c-0c4d395cab2f",
                "Normal",
                "Pulled",
                "Container image \"docker.io/library/busybox:latest\" already present on machine",
                "Pod",
                "shop",
                "plain",
                "fea1e4c3-ad2e-4892-8203-a7d36ca00c03",
                1,
                1795263726000L,
                1795263726000L,
                "kubelet",
                "node1"));
    assertThat(EventReader.read(recorded.path("core-scheduled")).source())
        .isEqualTo("default-scheduler");
  }

  @Test
  void readsTheSeriesOfANewerReporter() throws IOException {
    KubeEvent event =
        EventReader.read(
            JSON.readTree(
                """
                {"metadata":{"uid":"u"},"eventTime":"2026-11-21T12:00:00.5Z",
                 "series":{"count":7,"lastObservedTime":"2026-11-21T12:05:00.25Z"}}"""));
    assertThat(event.count()).isEqualTo(7);
    assertThat(event.lastMs() - event.firstMs()).isEqualTo(299_750);
  }

  @Test
  void takesAnEventWithoutAnythingAndCutsOneThatIsTooLong() throws IOException {
    KubeEvent empty =
        EventReader.read(
            JSON.readTree(
                "{\"metadata\":7,\"count\":-3,\"type\":[],\"firstTimestamp\":\"x\","
                    + "\"involvedObject\":null,\"message\":\""
                    + "y".repeat(5000)
                    + "\"}"));
    assertThat(empty.firstMs()).isEqualTo(Amounts.NONE);
    assertThat(empty.count()).isEqualTo(1);
    assertThat(empty.type()).isEmpty();
    assertThat(empty.message()).hasSize(1025);
  }

  @Test
  void keepsTheLatestAndTellsOnlyNews() {
    KubeEvents events = new KubeEvents();
    List<KubeEvent> heard = new ArrayList<>();
    events.listen(heard::add);
    for (int i = 0; i < KubeEvents.MAX + 5; i++) {
      events.add(event("e" + i, 1));
      events.add(event("first", 1));
    }
    events.add(event("e1004", 2));

    assertThat(events.latest()).hasSize(KubeEvents.MAX);
    assertThat(events.latest().get(0)).isEqualTo(event("e1004", 2));
    assertThat(events.latest()).contains(event("first", 1)).doesNotContain(event("e0", 1));
    assertThat(heard).hasSize(KubeEvents.MAX + 5 + 2);
  }

  private static KubeEvent event(String uid, long count) {
    return new KubeEvent(uid, "", "", "", "", "", "", "", count, 0, 0, "", "");
  }
}
