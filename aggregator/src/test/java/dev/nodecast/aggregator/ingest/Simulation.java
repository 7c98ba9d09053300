package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.ingest.TestingAgent.Sent;
import dev.nodecast.aggregator.ingest.TestingAgent.Shot;
import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One agent, one aggregator and everything that happens to them; no thread, no network, no wait.
 */
final class Simulation {
  private static final IngestLimits LIMITS = new IngestLimits(5000, 1 << 20, 1 << 20, 100, "");

  static {
    // Thousands of refusals and reconnects: what they log is not looked at here.
    ((ch.qos.logback.classic.Logger)
            org.slf4j.LoggerFactory.getLogger(AgentSession.class.getPackageName()))
        .setLevel(ch.qos.logback.classic.Level.OFF);
  }

  final TestingStore store = new TestingStore();
  final TestingAgent agent;
  private final Random random;
  LiveState live;
  private Sessions sessions;
  private IngestCounters counters;
  private TestingCall call;
  private AgentSession session;
  private FrameWire wire = new FrameWire();
  private int nextSeq;
  private int read;

  Simulation(long seed) {
    random = new Random(seed);
    agent = new TestingAgent("n", "b", seed * 31);
    aggregator();
  }

  /** A new aggregator process. */
  void aggregator() {
    live = new LiveState(10, 1000);
    sessions = new Sessions();
    counters = new IngestCounters();
    store.listener(sessions);
    call = null;
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(40));
    }
    store.ready(true);
    store.full(false);
    // Whatever is missing comes, and the last window is closed by silence.
    for (int round = 0; round < 3; round++) {
      feed(Integer.MAX_VALUE);
      if (call != null) {
        session.tick(Long.MAX_VALUE);
      }
      hear();
      store.commitAll();
    }
    assertThat(call.over()).as("connected at last").isFalse();
    wire.close();
  }

  private void step(int what) {
    switch (what) {
      case 0 -> cut();
      case 1 -> {
        cut();
        agent.restart();
      }
      case 2 -> {
        store.crash(random);
        aggregator();
      }
      case 3 -> store.full(random.nextBoolean());
      case 4 -> store.ready(random.nextInt(3) > 0);
      case 5 -> agent.stepClock(random.nextInt(40_000) - 20_000);
      case 6 -> agent.keyframe();
      case 7, 8 -> {
        if (call != null && !call.over()) {
          session.tick(Long.MAX_VALUE);
        }
      }
      case 9, 10, 11, 12 -> store.commitOne();
      case 13 -> reconnectWithoutWord();
      default -> {
        agent.produce();
        if (random.nextInt(10) > 0) {
          feed(1 + random.nextInt(6));
        }
      }
    }
    hear();
  }

  private void cut() {
    if (call != null && !call.over()) {
      if (random.nextBoolean()) {
        session.onCompleted();
      } else {
        session.onError(io.grpc.Status.CANCELLED.asRuntimeException());
      }
    }
    call = null;
  }

  /** The old stream is still open at the aggregator when the new one comes. */
  private void reconnectWithoutWord() {
    TestingCall before = call;
    if (before != null && !before.over()) {
      call = null;
      connect();
      assertThat(before.status().getDescription()).contains("replaced by a newer stream");
    }
  }

  private void connect() {
    call = new TestingCall();
    session = new AgentSession(call, "test:1", "0", live, store, sessions, LIMITS, counters);
    session.onNext(AgentMessage.newBuilder().setHello(agent.hello()).build());
    read = 0;
    wire.close();
    wire = new FrameWire();
    assertThat(call.said).as("%s", call.status()).isNotEmpty();
    var welcome = call.said.get(0).getWelcome();
    nextSeq =
        agent.history.isEmpty()
            ? 1
            : welcome.getLiveOnly()
                ? agent.keyframeAtOrBefore(agent.history.size())
                : agent.keyframeAtOrBefore(welcome.getResumeFrom());
  }

  private void feed(int frames) {
    if (agent.history.isEmpty()) {
      return;
    }
    if (call == null || call.over()) {
      connect();
    }
    for (int i = 0; i < frames && nextSeq <= agent.history.size(); i++) {
      Sent sent = agent.history.get(nextSeq - 1);
      session.onNext(AgentMessage.newBuilder().setFrame(wire.frame(nextSeq, sent.tick())).build());
      if (call.over() && call.status().getCode() == io.grpc.Status.Code.UNAVAILABLE) {
        connect(); // put off because the store is full: now live only
        continue;
      }
      if (call.over()) {
        throw new AssertionError("frame " + nextSeq + ": " + call.status());
      }
      nextSeq++;
      checkLive(sent);
    }
  }

  private void hear() {
    while (call != null && read < call.said.size()) {
      AggregatorMessage message = call.said.get(read++);
      if (message.hasAck()) {
        agent.acknowledged(message.getAck().getSeq());
      }
    }
  }

  private void checkLive(Sent sent) {
    NodeState node = live.node("n");
    int living = 0;
    synchronized (node) {
      Map<Kind, Map<List<String>, Integer>> slots = new HashMap<>();
      for (Kind kind : TestingAgent.KINDS) {
        KindState state = node.kind(kind);
        Map<List<String>, Integer> byLabels = new HashMap<>();
        state.living().stream().forEach(s -> byLabels.put(Arrays.asList(state.labels(s)), s));
        slots.put(kind, byLabels);
        living += state.living().cardinality();
      }
      int expected = 0;
      for (Shot shot : sent.shots()) {
        if (shot.life().gone > sent.seq()) {
          expected++;
          Integer slot = slots.get(shot.life().kind).get(shot.life().labels);
          if (slot == null) {
            throw new AssertionError(
                "frame " + sent.seq() + ": " + shot.life().labels + " does not live");
          }
          checkCells(node.kind(shot.life().kind), slot, shot, sent.seq());
        }
      }
      if (living != expected) {
        throw new AssertionError(
            "frame "
                + sent.seq()
                + ": "
                + living
                + " living (expected: "
                + expected
                + "): "
                + slots.values());
      }
      assertThat(live.entities()).isEqualTo(expected);
    }
  }

  private static void checkCells(KindState state, int slot, Shot shot, long seq) {
    for (Column column : state.kind().columns()) {
      int c = column.index();
      int interval = shot.intervalMs()[column.group()];
      boolean right =
          switch (column.type()) {
            case COUNTER, GAUGE -> state.value(column, slot) == shot.value()[c];
            case TEXT -> java.util.Objects.equals(state.text(column, slot), shot.text()[c]);
            case HISTOGRAM -> true;
          };
      if (right && interval > 0) {
        right = state.intervalMs(column) == interval;
        if (column.type() == ColumnType.COUNTER) {
          right &= state.increase(column, slot) == shot.increase()[c];
        }
      }
      if (!right) {
        throw new AssertionError(
            "frame "
                + seq
                + ": "
                + state.kind().name()
                + "."
                + column.name()
                + " of "
                + shot.life().labels
                + ": value "
                + (column.type() == ColumnType.TEXT
                    ? state.text(column, slot) + " (expected: " + shot.text()[c] + ")"
                    : column.type() == ColumnType.HISTOGRAM
                        ? "?"
                        : state.value(column, slot) + " (expected: " + shot.value()[c] + ")")
                + ", interval "
                + state.intervalMs(column)
                + " (expected: "
                + interval
                + ")");
      }
    }
  }

  /** All shots of an entity name in frames of a range. */
  List<Shot> shots(Kind kind, List<String> labels, long after, long to) {
    List<Shot> out = new ArrayList<>();
    for (Sent sent : agent.history.subList((int) after, (int) to)) {
      for (Shot shot : sent.shots()) {
        if (shot.life().kind == kind && shot.life().labels.equals(labels)) {
          out.add(shot);
        }
      }
    }
    return out;
  }
}
