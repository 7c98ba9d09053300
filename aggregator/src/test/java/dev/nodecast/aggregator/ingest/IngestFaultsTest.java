package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.nodecast.aggregator.ingest.TestingAgent.Sent;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.Column;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Group;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.Kind;
import dev.nodecast.v1.Schema;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireBuffer;
import dev.nodecast.wire.WireSchema;
import io.grpc.Status.Code;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real server says to agents that are wrong, while a right one goes on. */
class IngestFaultsTest {
  private static final int MAX_FRAME = 64 * 1024;
  private final LiveState live = new LiveState(3, 60);
  private final TestingStore store = new TestingStore();
  private final Sessions sessions = new Sessions();
  private final IngestCounters counters = new IngestCounters();
  private IngestServer server;
  private TestingStream good;
  private final TestingAgent goodAgent = new TestingAgent("good", "g", 1);

  @BeforeEach
  void start() throws Exception {
    store.listener(sessions);
    IngestService service =
        new IngestService(
            "1.2.3",
            live,
            store,
            sessions,
            new IngestLimits(5000, 1 << 20, MAX_FRAME, 100, "secret"),
            counters);
    server =
        new IngestServer(
            service,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            null,
            4 * MAX_FRAME);
    good = open();
    good.hello(hello(goodAgent));
    assertThat(good.message().getWelcome().getResumeFrom()).isEqualTo(1);
  }

  @AfterEach
  void theGoodAgentGoesOn() throws Exception {
    try {
      for (int i = 0; i < 12; i++) {
        Sent sent = goodAgent.produce();
        good.frame(sent);
      }
      TestingStream.await("good agent's frames", () -> live.node("good").seq() >= 12);
      store.commitAll();
      assertThat(good.message().getAck().getSeq()).isPositive();
    } finally {
      good.close();
      server.close();
    }
  }

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
    assertThat(counters.dropped()).containsEntry("bad_hello", 6L);
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
  void refusesEntitiesBeyondTheLimitAndCountsThem() throws Exception {
    TickWriter writer = new TickWriter();
    writer.begin(1_700_000_000_000L, true);
    writer.beginKind(0, 90);
    for (int i = 0; i < 90; i++) {
      writer.define(i, List.of("a" + i, "", "", "", "", "", ""));
    }
    writer.endKind();
    try (TestingStream stream = connected("a")) {
      stream.frame(1, bytes(writer));
      TestingStream.await("frame", () -> live.node("a").seq() == 1);
      assertThat(live.entities()).isEqualTo(60);
      assertThat(counters.dropped()).containsEntry("entity_limit", 30L);
      // Gone again, so that the good agent has room.
      writer.begin(1_700_000_001_000L, true);
      stream.frame(2, bytes(writer));
      TestingStream.await("frame", () -> live.node("a").seq() == 2);
      assertThat(live.entities()).isZero();
    }
  }

  @Test
  void refusesFramesOutOfOrderAndReplayed() throws Exception {
    for (long second : new long[] {3, 1, 0, -1}) {
      TestingAgent agent = new TestingAgent("a", "b" + second, 4);
      try (TestingStream stream = connected(agent)) {
        stream.frame(agent.produce());
        stream.frame(second, agent.produce().tick());
        ended(stream, Code.INVALID_ARGUMENT, "out of order (expected: 2)");
      }
    }
    assertThat(counters.dropped()).containsEntry("sequence_gap", 4L);
  }

  @Test
  void refusesAFirstFrameThatIsNoKeyframe() throws Exception {
    TestingAgent agent = new TestingAgent("a", "b", 4);
    agent.produce();
    Sent delta = agent.produce();
    while (delta.keyframe()) {
      delta = agent.produce();
    }
    try (TestingStream stream = connected(agent)) {
      stream.frame(delta);
      ended(stream, Code.INVALID_ARGUMENT, "not a keyframe");
    }
    assertThat(live.node("a").seq()).isZero();
  }

  @Test
  void refusesOversizedAndFalseLengths() throws Exception {
    malformed(f -> f.setLength(MAX_FRAME + 1), "length 65537 bytes (expected: 1 to 65536)");
    malformed(f -> f.setLength(-1), "length 4294967295 bytes");
    malformed(f -> f.setLength(0), "length 0 bytes");
    assertThat(counters.dropped()).containsOnly(java.util.Map.entry("oversized_frame", 3L));
    malformed(f -> f.setLength(f.getLength() - 1), "inflates to more than");
    malformed(f -> f.setLength(f.getLength() + 1), "expected: the announced");
    malformed(f -> f.setBody(f.getBody().substring(0, f.getBody().size() / 2)), "frame 1: ");
    malformed(f -> f.setBody(ByteString.copyFrom(new byte[] {7, 7, 7})), "not a deflate stream");
    malformed(f -> f.clearBody(), "inflates to 0 bytes");
  }

  @Test
  void stopsADeflateBombAtItsAnnouncedLength() throws Exception {
    byte[] bomb = new byte[60_000];
    try (TestingAgent.Wire wire = new TestingAgent.Wire();
        TestingStream stream = connected("a")) {
      Frame frame = wire.frame(1, bomb);
      stream.frame(frame.toBuilder().setLength(100).build());
      ended(stream, Code.INVALID_ARGUMENT, "inflates to more than 100 bytes");
    }
  }

  @Test
  void endsAMessageThatIsLargerThanAnyFrame() throws Exception {
    try (TestingStream stream = connected("a")) {
      stream.frame(
          Frame.newBuilder()
              .setSeq(1)
              .setBody(ByteString.copyFrom(new byte[8 * MAX_FRAME]))
              .build());
      assertThat(stream.end().isOk()).isFalse();
    }
    TestingStream.await("disconnected", () -> !live.node("a").agent().connected());
    TestingStream.await("counted", () -> counters.dropped().containsKey("oversized_frame"));
  }

  @Test
  void survivesEveryTruncationAndManyMutations() throws Exception {
    TestingAgent agent = new TestingAgent("fuzz", "f", 5);
    byte[] tick = agent.produce().tick();
    Random random = new Random(7);
    int refusals = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bad = tick.clone();
      if (i % 2 == 0) {
        bad = Arrays.copyOf(tick, 1 + random.nextInt(tick.length - 1));
      } else {
        for (int m = 0; m < 4; m++) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
      }
      TestingCall call = new TestingCall();
      AgentSession session =
          new AgentSession(
              call,
              "x:1",
              "0",
              live,
              store,
              sessions,
              new IngestLimits(5000, 1, MAX_FRAME, 100, "secret"),
              counters);
      session.onNext(message(hello(agent)));
      try (TestingAgent.Wire wire = new TestingAgent.Wire()) {
        session.onNext(AgentMessage.newBuilder().setFrame(wire.frame(1, bad)).build());
      }
      if (call.over()) {
        refusals++;
        assertThat(call.status().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(call.status().getDescription()).startsWith("frame 1: ");
      } else {
        session.onCompleted();
      }
    }
    assertThat(refusals).isGreaterThan(100);
    assertThat(counters.dropped()).doesNotContainKey("internal");
    // What half a keyframe left is counted, and goes with the node.
    assertThat(live.forget("fuzz")).isTrue();
    TestingStream.await("entities", () -> live.entities() == 0);
  }

  @Test
  void refusesKindsGroupsSlotsAndCellsThatAreNotThere() throws Exception {
    TickWriter writer = new TickWriter();
    writer.begin(1_700_000_000_000L, true);
    writer.beginKind(77, 1);
    writer.released(0);
    writer.endKind();
    tick(bytes(writer), "kind: 77 (expected: 0 to 3)");

    writer.begin(1_700_000_000_000L, true);
    writer.beginKind(0, 101);
    writer.released(0);
    writer.endKind();
    tick(bytes(writer), "slots: 101 (expected: 0 to 100)");

    writer.begin(1_700_000_000_000L, true);
    writer.beginKind(0, 2);
    writer.released(2);
    writer.endKind();
    tick(bytes(writer), "released slot: 2 (expected: 0 to 1)");

    writer.begin(1_700_000_000_000L, true);
    writer.beginKind(0, 2);
    writer.define(0, List.of("a"));
    writer.endKind();
    tick(bytes(writer), "define of slot 0: 1 labels");

    writer.begin(1_700_000_000_000L, true);
    writer.beginKind(0, 1);
    writer.beginGroup(50, 1000);
    writer.endGroup();
    writer.endKind();
    tick(bytes(writer), "group: 50");

    writer.begin(1_700_000_000_000L, true);
    writer.beginKind(0, 1);
    writer.beginGroup(0, 1000);
    writer.counter(5000, 1);
    writer.endGroup();
    writer.endKind();
    tick(bytes(writer), "expected: ");

    writer.begin(5_000_000_000_000L, true);
    tick(bytes(writer), "time_ms: 5000000000000");
    assertThat(counters.dropped()).containsEntry("malformed_frame", 7L);
  }

  @Test
  void skipsWhatANewerAgentSendsAndMissesWhatAnOlderOneDoesNot() throws Exception {
    // A kind, a label, a group and a column that this aggregator does not know.
    dev.nodecast.v1.Schema mine = WireSchema.of(List.of(ContainerNetworkKind.KIND));
    Kind.Builder known = mine.getKinds(0).toBuilder();
    Column future = Column.newBuilder().setName("future").setTypeValue(1).build();
    Column bytes = known.getGroups(0).getColumns(0);
    Schema schema =
        Schema.newBuilder()
            .addKinds(
                Kind.newBuilder()
                    .setName("later")
                    .addGroups(Group.newBuilder().setName("g").addColumns(future)))
            .addKinds(
                Kind.newBuilder()
                    .setName(known.getName())
                    .addLabels("zone")
                    .addLabels(known.getLabels(known.getLabelsCount() - 1))
                    .addGroups(
                        Group.newBuilder().setName("g").addColumns(future).addColumns(bytes)))
            .build();
    TickWriter writer = new TickWriter();
    writer.begin(1_700_000_000_000L, true);
    for (int kind = 0; kind < 2; kind++) {
      writer.beginKind(kind, 1);
      writer.define(0, kind == 0 ? List.of() : List.of("z1", "eth0"));
      writer.beginGroup(0, 1000);
      writer.baseNone();
      if (kind == 1) {
        writer.baseCounter(5);
      }
      writer.counter(0, 7);
      if (kind == 1) {
        writer.counter(1, 8);
      }
      writer.endGroup();
      writer.endKind();
    }
    try (TestingStream stream = open()) {
      stream.hello(hello("a").toBuilder().setSchema(schema).build());
      assertThat(stream.message().hasWelcome()).isTrue();
      stream.frame(1, bytes(writer));
      var node = live.node("a");
      TestingStream.await("frame", () -> node.seq() == 1);
      assertThat(node.agent().unknown()).contains("later").contains("container_net.future");
      synchronized (node) {
        var kind = node.kind(ContainerNetworkKind.KIND);
        var column = ContainerNetworkKind.KIND.columns().get(0);
        assertThat(kind.value(column, 0)).isEqualTo(13);
        assertThat(kind.rate(column, 0)).isEqualTo(8.0);
        assertThat(kind.labels(0)).endsWith("eth0").startsWith("");
        assertThat(kind.value(ContainerNetworkKind.KIND.columns().get(1), 0))
            .isEqualTo(dev.nodecast.catalog.Column.NOT_MEASURED);
      }
    }
  }

  @Test
  void endsStreamsThatNeverSayHello() {
    TestingCall call = new TestingCall();
    AgentSession session =
        new AgentSession(
            call, "x:1", "0", live, store, sessions, new IngestLimits(5000, 1, 1, 1, ""), counters);
    sessions.opened(session);
    sessions.all().forEach(s -> s.tick(System.currentTimeMillis() + AgentSession.ALIVE_MS / 2));
    assertThat(call.over()).isFalse();
    session.tick(System.currentTimeMillis() + 2 * AgentSession.ALIVE_MS);
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

  private interface Change {
    void to(Frame.Builder frame);
  }

  private void malformed(Change change, String message) throws Exception {
    TestingAgent agent = new TestingAgent("a", "b", 8);
    try (TestingAgent.Wire wire = new TestingAgent.Wire();
        TestingStream stream = connected(agent)) {
      Frame.Builder frame = wire.frame(1, agent.produce().tick()).toBuilder();
      change.to(frame);
      stream.frame(frame.build());
      ended(stream, Code.INVALID_ARGUMENT, message);
    }
  }

  private void tick(byte[] tick, String message) throws Exception {
    try (TestingStream stream = connected("a")) {
      stream.frame(1, tick);
      ended(stream, Code.INVALID_ARGUMENT, message);
    }
  }

  private String refused(Hello hello, Code code, String message) throws Exception {
    try (TestingStream stream = open()) {
      stream.hello(hello);
      return ended(stream, code, message);
    }
  }

  private static String ended(TestingStream stream, Code code, String message) throws Exception {
    var status = stream.end();
    assertThat(status.getDescription()).contains(message);
    assertThat(status.getCode()).isEqualTo(code);
    return status.getDescription();
  }

  private TestingStream open() {
    return new TestingStream(server.port());
  }

  private TestingStream connected(String node) throws Exception {
    return connected(new TestingAgent(node, "b", 9));
  }

  private TestingStream connected(TestingAgent agent) throws Exception {
    TestingStream stream = open();
    stream.hello(hello(agent));
    assertThat(stream.message().hasWelcome()).isTrue();
    return stream;
  }

  private static AgentMessage message(Hello hello) {
    return AgentMessage.newBuilder().setHello(hello).build();
  }

  private static Hello hello(String node) {
    return hello(new TestingAgent(node, "b", 9));
  }

  private static Hello hello(TestingAgent agent) {
    return agent.hello().toBuilder().setToken("secret").build();
  }

  private static byte[] bytes(TickWriter writer) {
    WireBuffer tick = writer.end();
    return Arrays.copyOf(tick.array(), tick.size());
  }

  static {
    assertThat(Catalog.KINDS).containsAll(TestingAgent.KINDS);
  }
}
