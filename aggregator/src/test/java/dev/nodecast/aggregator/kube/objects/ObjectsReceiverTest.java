package dev.nodecast.aggregator.kube.objects;

import static dev.nodecast.aggregator.kube.objects.ScriptedApi.await;
import static dev.nodecast.aggregator.kube.objects.ScriptedApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectsReceiverTest {
  private ScriptedApi api;

  @BeforeEach
  void start() throws IOException {
    api = new ScriptedApi();
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
  }

  @Test
  void pullsAllPagesOnceInAnInterval() {
    api.list("5", "c2", object("a", 1));
    api.list("5", "", object("b", 2));
    api.list("6", "", object("b", 2));
    ObjectSpec spec =
        new ObjectSpec(
            "parts",
            "",
            ObjectSpec.Mode.PULL,
            Duration.ofMillis(50),
            "app=x",
            "",
            List.of("n"),
            List.of(),
            Set.of(),
            false);
    api.start(List.of(spec), api.sink);

    await(() -> api.sink.all.size() >= 3);
    assertThat(api.sink.told()).startsWith("a@1", "b@2", "b@2");
    // Of group apps, in the version that has it, although another group's server is away.
    assertThat(api.sink.all.get(0))
        .satisfies(
            o -> {
              assertThat(o.group()).isEqualTo("apps");
              assertThat(o.version()).isEqualTo("v1");
              assertThat(o.event()).isEmpty();
              assertThat(o.json()).contains("\"kind\":\"Part\",\"apiVersion\":\"apps/v1\"");
            });
  }

  @Test
  void sendsSelectorsAndNamespaceAlong() {
    api.lists.add(
        (request, wire) ->
            wire.ok(
                "{\"metadata\":{},\"items\":["
                    + object(
                        request.path()
                            + " "
                            + request.parameter("labelSelector")
                            + " "
                            + request.parameter("fieldSelector"),
                        1)
                    + "]}"));
    api.start(
        "[{name: configmaps, namespaces: [n], label_selector: 'a=b,c in (d, e&f)',"
            + " field_selector: 'metadata.name!=x'}]");

    await(() -> api.sink.all.size() == 1);
    assertThat(api.sink.all.get(0).name())
        .isEqualTo("/api/v1/namespaces/n/configmaps a=b,c in (d, e&f) metadata.name!=x");
  }

  @Test
  void saysWhatDoesNotExistAndCollectsTheRest() {
    api.list("5", "", object("a", 1));
    ObjectsReceiver receiver =
        api.start("[{name: widgets, group: apps}, {name: configmaps, group: ''}]");

    await(() -> api.sink.all.size() == 1 && !receiver.problems().isEmpty());
    assertThat(receiver.problems())
        .containsExactly(
            "k8s_objects: widgets.apps: not found in group apps (expected: a resource of this"
                + " server with list; looked for again)");
  }

  @Test
  void keepsEventsThoseFromBeforeTheStartToo() throws IOException {
    String recorded =
        new String(
            ObjectsReceiverTest.class
                .getResourceAsStream("/dev/nodecast/aggregator/kube/objects/events.json")
                .readAllBytes(),
            StandardCharsets.UTF_8);
    JsonNode events = new ObjectMapper().readTree(recorded);
    api.list(
        "5", "", events.path("core-pulled").toString(), events.path("core-scheduled").toString());
    String again =
        events
            .path("core-pulled")
            .toString()
            .replace("\"count\":1", "\"count\":2")
            .replace("\"1970\"", "\"1999\"");
    api.watchThenEnd("{\"type\":\"MODIFIED\",\"object\":" + again + "}");
    api.start(ObjectSpec.DEFAULT);

    await(() -> api.asked.contains("watch 1999"));
    assertThat(api.events.latest())
        .extracting(e -> e.reason() + " " + e.count())
        .containsExactly("Pulled 2", "Scheduled 1");
    assertThat(api.sink.told())
        .hasSize(3)
        .contains("ADDED plain.18ea0ed8e128ce4c@1970")
        .endsWith("MODIFIED plain.18ea0ed8e128ce4c@1999");
  }

  /** A page of the last minutes must not lack an event because its reporter's clock is off. */
  @Test
  void showsEventsOfNoTimeOrUidAndOfTheFutureNow() {
    long before = System.currentTimeMillis();
    String ahead = Instant.now().plusSeconds(7200).toString();
    api.list("5", "");
    api.watchThenEnd(
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Event\",\"metadata\":{\"name\":\"ahead\",\"uid\":\"1\","
            + "\"resourceVersion\":\"6\"},\"lastTimestamp\":\""
            + ahead
            + "\"}}",
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Event\",\"metadata\":{\"name\":\"never\","
            + "\"resourceVersion\":\"7\"}}}");
    api.start(ObjectSpec.DEFAULT);

    await(() -> api.events.latest().size() == 2);
    assertThat(api.events.latest())
        .allSatisfy(
            event -> {
              assertThat(event.lastMs()).isBetween(before, System.currentTimeMillis());
              assertThat(event.firstMs()).isBetween(before, event.lastMs());
            });
  }
}
