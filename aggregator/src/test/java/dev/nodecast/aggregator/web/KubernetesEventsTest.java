package dev.nodecast.aggregator.web;

import static dev.nodecast.aggregator.web.TestingKubernetes.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Subject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesEventsTest {
  private final TestingKubernetes kube;
  private final TestingCluster cluster;
  private final TestingServer server;
  private final long start;

  KubernetesEventsTest() throws Exception {
    kube = new TestingKubernetes();
    cluster = kube.cluster;
    server = kube.server;
    start = kube.start;
  }

  @AfterEach
  void stop() {
    kube.close();
  }

  private void tell(int secondsAgo, String kind, String name, String message) {
    kube.told.add(
        ClusterEvents.row(
            server.clock.millis() - 1000L * secondsAgo,
            true,
            "BackOff",
            message,
            kind,
            "shop",
            name,
            "uid-" + name,
            "spec.containers{main}",
            "",
            3,
            "kubelet"));
  }

  @Test
  void eventsOfKubernetesAreFilteredAndBelongToTheirObjects() throws Exception {
    cluster.pod(kube.meta("a"), "n1", "Running", TestingCluster.running("c1"));
    kube.after(1000);
    tell(1, "Pod", "a", "Back-off <b>restarting");
    tell(2, "Deployment", "checkout", "Scaled");
    tell(3, "Node", "n1", "Rebooted");
    Instant now = server.clock.instant();
    EventQuery query =
        new EventQuery(
            "",
            "",
            "",
            "",
            "",
            Severity.OK,
            now.minusSeconds(60),
            now.plusSeconds(60),
            0,
            2,
            "kubernetes");
    Events page = server.data.events(query);
    assertThat(page.rows().rows())
        .extracting(EventRow::message)
        .containsExactly("Back-off <b>restarting", "Scaled");
    assertThat(page.rows().matching()).isEqualTo(3);
    assertThat(page.rows().rows().get(0).container()).isEqualTo("main");
    assertThat(messages(Subject.Kind.POD, "uid-a")).containsExactly("Back-off <b>restarting");
    assertThat(messages(Subject.Kind.NODE, "n1")).containsExactly("Rebooted");
    assertThat(messages(Subject.Kind.WORKLOAD, KEY))
        .containsExactly("Back-off <b>restarting", "Scaled");
    assertThat(server.get("/events?source=kubernetes&q=restarting").body())
        .contains("Back-off &lt;b&gt;restarting")
        .doesNotContain("Rebooted");
    assertThat(server.get("/api/v1/events?source=nobody").statusCode()).isEqualTo(400);
  }

  private List<String> messages(Subject.Kind kind, String id) {
    return server.data.recentEvents(new Subject(kind, id), 10).stream()
        .map(EventRow::message)
        .toList();
  }
}
