package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.nodecast.aggregator.ingest.TestingAgent.Sent;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.Column;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Group;
import dev.nodecast.v1.Kind;
import dev.nodecast.v1.Schema;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireSchema;
import io.grpc.Status.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a real server says to agents whose frames are wrong. */
class FrameFaultsTest extends FaultyAgents {
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
    try (FrameWire wire = new FrameWire();
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
    assertThat(sessions.refusals())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.node()).isEqualTo("a");
              assertThat(r.reason()).contains("frame 1: gRPC message exceeds", "<= " + MAX_FRAME);
            });
    assertThat(counters.faults())
        .singleElement()
        .satisfies(f -> assertThat(f.node()).isEqualTo("a"));
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
      try (FrameWire wire = new FrameWire()) {
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
    assertThat(counters.faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.node()).isEqualTo("a");
              assertThat(fault.count()).isEqualTo(7);
              assertThat(fault.lastMs()).isPositive();
            });
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
}
