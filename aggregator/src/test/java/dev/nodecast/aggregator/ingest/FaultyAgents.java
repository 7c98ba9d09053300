package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.ingest.TestingAgent.Sent;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireBuffer;
import io.grpc.Status.Code;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real server with one good agent, which goes on whatever the others do. */
class FaultyAgents {
  static final int MAX_FRAME = 64 * 1024;
  final LiveState live = new LiveState(3, 60);
  final TestingStore store = new TestingStore();
  final Sessions sessions = new Sessions();
  final IngestCounters counters = new IngestCounters();
  IngestServer server;

  /** Why no agent is taken; null while agents are. */
  volatile String closed;

  TestingStream good;
  final TestingAgent goodAgent = new TestingAgent("good", "g", 1);

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
            counters,
            () -> Optional.ofNullable(closed));
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

  interface Change {
    void to(Frame.Builder frame);
  }

  void malformed(Change change, String message) throws Exception {
    TestingAgent agent = new TestingAgent("a", "b", 8);
    try (FrameWire wire = new FrameWire();
        TestingStream stream = connected(agent)) {
      Frame.Builder frame = wire.frame(1, agent.produce().tick()).toBuilder();
      change.to(frame);
      stream.frame(frame.build());
      ended(stream, Code.INVALID_ARGUMENT, message);
    }
  }

  void tick(byte[] tick, String message) throws Exception {
    try (TestingStream stream = connected("a")) {
      stream.frame(1, tick);
      ended(stream, Code.INVALID_ARGUMENT, message);
    }
  }

  String refused(Hello hello, Code code, String message) throws Exception {
    try (TestingStream stream = open()) {
      stream.hello(hello);
      return ended(stream, code, message);
    }
  }

  static String ended(TestingStream stream, Code code, String message) throws Exception {
    var status = stream.end();
    assertThat(status.getDescription()).contains(message);
    assertThat(status.getCode()).isEqualTo(code);
    return status.getDescription();
  }

  TestingStream open() {
    return new TestingStream(server.port());
  }

  TestingStream connected(String node) throws Exception {
    return connected(new TestingAgent(node, "b", 9));
  }

  TestingStream connected(TestingAgent agent) throws Exception {
    TestingStream stream = open();
    stream.hello(hello(agent));
    assertThat(stream.message().hasWelcome()).isTrue();
    return stream;
  }

  static AgentMessage message(Hello hello) {
    return AgentMessage.newBuilder().setHello(hello).build();
  }

  static Hello hello(String node) {
    return hello(new TestingAgent(node, "b", 9));
  }

  static Hello hello(TestingAgent agent) {
    return agent.hello().toBuilder().setToken("secret").build();
  }

  static byte[] bytes(TickWriter writer) {
    WireBuffer tick = writer.end();
    return Arrays.copyOf(tick.array(), tick.size());
  }
}
