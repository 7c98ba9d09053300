package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.NodeKind;
import dev.nodecast.v1.Column;
import dev.nodecast.v1.Group;
import dev.nodecast.v1.Kind;
import dev.nodecast.v1.PodLabels;
import dev.nodecast.v1.Schema;
import dev.nodecast.wire.WireSchema;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a real server says to agents whose way to connect is wrong. */
class HelloFaultsTest extends FaultyAgents {
  @Test
  void refusesWithoutToken() throws Exception {
    refused(hello("a").toBuilder().clearToken().build(), Code.UNAUTHENTICATED, "token: none");
    assertThat(counters.dropped()).containsOnly(java.util.Map.entry("wrong_token", 1L));
  }

  @Test
  void refusesAWrongTokenWithoutRepeatingIt() throws Exception {
    String said =
        refused(
            hello("a").toBuilder().setToken("guess").build(),
            Code.UNAUTHENTICATED,
            "token: not the aggregator's");
    assertThat(said).doesNotContain("guess").doesNotContain("secret");
    assertThat(sessions.refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.node()).as("the refused node is named").isEqualTo("a"));
  }

  @Test
  void refusesASecondAgentOfOneNameNamingTheFirst() throws Exception {
    String said =
        refused(
            hello("good"),
            Code.ALREADY_EXISTS,
            "node: \"good\" is taken by the agent at 127.0.0.1:");
    assertThat(said).contains("boot id g").contains("NODECAST_NODE");
    assertThat(sessions.refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.node()).isEqualTo("good"));
    assertThat(counters.dropped()).containsEntry("name_taken", 1L);
  }

  @Test
  void theSameAgentTakesItsPlaceOver() throws Exception {
    TestingStream before = good;
    good = open();
    good.hello(hello(goodAgent));
    assertThat(good.message().hasWelcome()).isTrue();
    assertThat(before.end().getCode()).isEqualTo(Code.ABORTED);
    assertThat(before.end().getDescription()).contains("replaced by a newer stream");
    before.close();
  }

  @Test
  void takesAnyPrintableName() throws Exception {
    String name = "<script>alert(1)</script>'; DROP TABLE node; --\u00e9\u4e16";
    try (TestingStream stream = open()) {
      stream.hello(hello(name));
      assertThat(stream.message().hasWelcome()).isTrue();
      stream.frame(new TestingAgent(name, "x", 2).produce());
      TestingStream.await("frame", () -> live.node(name).seq() == 1);
    }
  }

  @Test
  void refusesControlCharactersAndBadNames() throws Exception {
    refused(hello("a\nb"), Code.INVALID_ARGUMENT, "node: control character at 1");
    refused(hello(""), Code.INVALID_ARGUMENT, "node: 0 characters");
    refused(hello("x".repeat(254)), Code.INVALID_ARGUMENT, "node: 254 characters");
    refused(
        hello("a").toBuilder().setBootId("a b").build(), Code.INVALID_ARGUMENT, "boot_id: 3 char");
    refused(
        hello("a").toBuilder().setKernel("6\u001b[2J").build(), Code.INVALID_ARGUMENT, "kernel: 5");
    refused(hello("a").toBuilder().clearSchema().build(), Code.INVALID_ARGUMENT, "schema: empty");
    PodLabels.Builder many = PodLabels.newBuilder();
    for (int i = 0; i < 129; i++) {
      many.addKeys("label-" + i);
    }
    refused(
        hello("a").toBuilder().setPodLabels(many).build(),
        Code.INVALID_ARGUMENT,
        "pod_labels: 129 keys");
    refused(
        hello("a").toBuilder()
            .setPodLabels(PodLabels.newBuilder().addKeys("k".repeat(318)))
            .build(),
        Code.INVALID_ARGUMENT,
        "pod_labels: 1 keys (expected: at most 128, of at most 317 characters)");
    assertThat(counters.dropped()).containsEntry("bad_hello", 8L);
    assertThat(live.nodes()).hasSize(1);
  }

  @Test
  void refusesSchemasThatNameThingsTwice() throws Exception {
    Schema once = WireSchema.of(List.of(NodeKind.KIND));
    refused(
        hello("a").toBuilder().setSchema(once.toBuilder().addKinds(once.getKinds(0))).build(),
        Code.INVALID_ARGUMENT,
        "schema: kind: node twice");
    Kind.Builder kind = once.getKinds(0).toBuilder();
    kind.addGroups(kind.getGroups(0));
    refused(
        hello("a").toBuilder().setSchema(Schema.newBuilder().addKinds(kind)).build(),
        Code.INVALID_ARGUMENT,
        "twice (expected: once)");
    refused(
        hello("a").toBuilder()
            .setSchema(
                Schema.newBuilder()
                    .addKinds(
                        Kind.newBuilder()
                            .setName("k")
                            .addGroups(
                                Group.newBuilder()
                                    .addColumns(
                                        Column.newBuilder().setName("c").setTypeValue(99)))))
            .build(),
        Code.INVALID_ARGUMENT,
        "column k.c has type 99");
  }

  @Test
  void refusesFramesBeforeHello() throws Exception {
    try (TestingStream stream = open()) {
      stream.frame(new TestingAgent("a", "b", 3).produce());
      ended(stream, Code.FAILED_PRECONDITION, "Frame: came before Hello");
    }
    assertThat(counters.dropped()).containsEntry("no_hello", 1L);
  }

  @Test
  void refusesHelloTwice() throws Exception {
    try (TestingStream stream = connected("a")) {
      stream.hello(hello("a"));
      ended(stream, Code.INVALID_ARGUMENT, "Hello: sent twice");
    }
  }

  @Test
  void refusesOneNodeTooMany() throws Exception {
    try (TestingStream a = connected("a");
        TestingStream b = connected("b")) {
      refused(hello("c"), Code.RESOURCE_EXHAUSTED, "node: \"c\" is one too many");
      assertThat(counters.dropped()).containsEntry("node_limit", 1L);
    }
  }

  @Test
  void endsStreamsThatNeverSayHello() {
    TestingCall call = new TestingCall();
    AgentSession session =
        new AgentSession(
            call, "x:1", "0", live, store, sessions, new IngestLimits(5000, 1, 1, 1, ""), counters);
    sessions.opened(session);
    sessions.all().forEach(s -> s.tick(Monotonic.millis() + AgentSession.ALIVE_MS / 2));
    assertThat(call.over()).isFalse();
    session.tick(Monotonic.millis() + 2 * AgentSession.ALIVE_MS);
    assertThat(call.status().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(sessions.all()).doesNotContain(session);
  }

  @Test
  void keepsTheNodeOfAnAgentThatVanished() throws Exception {
    TestingAgent agent = new TestingAgent("a", "b", 6);
    TestingStream stream = connected(agent);
    stream.frame(agent.produce());
    TestingStream.await("frame", () -> live.node("a").seq() == 1);
    assertThat(live.forget("a")).as("still connected").isFalse();
    stream.close(); // the connection, without a word
    TestingStream.await("disconnected", () -> !live.node("a").agent().connected());
    // What its open window held is handed to the store: it may never come back.
    TestingStream.await("window", () -> store.waiting() == 1);
    assertThat(live.forget("a")).isTrue();
    assertThat(live.node("a")).isNull();
    assertThat(live.entities()).isZero();
  }

  @Test
  void noAgentIsTakenWhileAnotherAggregatorIsActive() throws Exception {
    closed = "lease nodecast-aggregator: pod-1 holds it";
    assertThat(refused(hello("standby"), Code.UNAVAILABLE, "pod-1 holds it")).isNotEmpty();
    assertThat(counters.dropped()).containsEntry("standby", 1L);
    closed = null;
    connected("standby").close();
  }
}
