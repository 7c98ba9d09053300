package dev.nodecast.aggregator.web;

import static dev.nodecast.aggregator.web.TestingKubernetes.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.aggregator.store.EventHistory;
import dev.nodecast.aggregator.store.EventSources;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.web.read.EventQuery;
import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Events;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesEventsTest {
  private final TestingKubernetes kube;
  private final TestingCluster cluster;
  private final TestingServer server;

  KubernetesEventsTest() throws Exception {
    kube = new TestingKubernetes();
    cluster = kube.cluster;
    server = kube.server;
  }

  @AfterEach
  void stop() {
    kube.close();
  }

  private void tell(int secondsAgo, String kind, String name, String message) {
    kube.told.add(
        new ClusterEvents.Told(
            "e-" + name,
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
                "kubelet")));
  }

  @Test
  void eventsOfKubernetesAreFilteredAndBelongToTheirObjects() throws Exception {
    cluster.pod(kube.meta("a"), "n1", "Running", TestingCluster.running("c1"));
    kube.after(1000);
    tell(1, "Pod", "a", "Back-off <b>restarting");
    tell(2, "Deployment", "checkout", "Scaled");
    tell(3, "Node", "n1", "Rebooted");
    Events page = server.data.events(query("kubernetes"));
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

  @Test
  void olderOnesComeFromTheStoreWithoutThoseInMemory() throws Exception {
    kube.after(1000);
    tell(1, "Pod", "a", "newest");
    tell(3, "Pod", "b", "newer");
    EventHistory.Stored old =
        new EventHistory.Stored(
            server.clock.millis() - 2_000,
            "n1",
            "kubernetes",
            "Killing",
            EventSeverity.WARNING,
            List.of("shop", "checkout", "", "", "", ""),
            "stored",
            Map.of(),
            "Deployment");
    server.storage.page = new EventHistory.Page(List.of(old), 1, 4);
    Events page = server.data.events(query("kubernetes"));
    assertThat(page.rows().rows())
        .extracting(EventRow::message, EventRow::kind)
        .containsExactly(tuple("newest", ""), tuple("stored", "Deployment"));
    assertThat(page.rows().matching()).isEqualTo(3);
    assertThat(page.rows().total()).isEqualTo(6);
    assertThat(server.storage.askedSources)
        .containsExactly(EventSources.cluster(List.of("e-a", "e-b")));
    server.data.events(query(""));
    server.data.events(query("kernel"));
    assertThat(server.storage.askedSources)
        .endsWith(EventSources.all(List.of("e-a", "e-b")), EventSources.KERNEL);
  }

  @Test
  void whatIsInMemoryIsShownWhileTheStoreIsAway() throws Exception {
    kube.after(1000);
    tell(1, "Pod", "a", "in memory");
    server.storage.failure = "Code: 241. <memory>";
    assertThat(server.get("/events").body())
        .contains("in memory", "Only what is in memory", "Code: 241. &lt;memory&gt;");
    assertThat(server.get("/api/v1/events").statusCode()).isEqualTo(200);
  }

  private EventQuery query(String source) {
    Instant now = server.clock.instant();
    return new EventQuery(
        "", "", "", "", "", Severity.OK, now.minusSeconds(60), now.plusSeconds(60), 0, 2, source);
  }
}
