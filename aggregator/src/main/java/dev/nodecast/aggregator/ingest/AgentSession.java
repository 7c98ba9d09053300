package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.ingest.IngestCounters.Reason;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.NodeState.AgentInfo;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of one agent. Messages come one at a time (gRPC's promise); the timer, the writer and
 * the registry call in from other threads, so everything that changes is guarded by this object's
 * monitor. The next message is asked for only when this one is done: a slow aggregator slows its
 * agents, and their spools take it.
 */
final class AgentSession implements StreamObserver<AgentMessage> {
  private static final Logger logger = LoggerFactory.getLogger(AgentSession.class);

  /** An agent that sends each second and was not heard for this long is silent. */
  static final long ALIVE_MS = 10_000;

  private final ServerCallStreamObserver<AggregatorMessage> out;
  private final String address;
  private final String version;
  private final LiveState live;
  private final WindowStore store;
  private final Sessions sessions;
  private final IngestLimits limits;
  private final IngestCounters counters;
  private final FrameInflater inflater;
  private NodeWriter writer;
  private volatile AgentInfo agent;
  private String node = "";
  private volatile String boot = "";
  private long lastSeq;
  private long committedSeq;
  private final long openedMs = System.currentTimeMillis();

  /** By {@link Monotonic}: a clock that is set makes nobody silent, and nobody alive. */
  private volatile long heardMs = Monotonic.millis();

  private final Told told;

  private boolean storing;
  private volatile boolean over;

  AgentSession(
      ServerCallStreamObserver<AggregatorMessage> out,
      String address,
      String version,
      LiveState live,
      WindowStore store,
      Sessions sessions,
      IngestLimits limits,
      IngestCounters counters) {
    this.out = out;
    this.address = address;
    this.version = version;
    this.live = live;
    this.store = store;
    this.sessions = sessions;
    this.limits = limits;
    this.counters = counters;
    this.told = new Told(out, counters);
    this.inflater = new FrameInflater(limits.maxFrameBytes());
  }

  @Override
  public synchronized void onNext(AgentMessage message) {
    if (over) {
      return;
    }
    heardMs = Monotonic.millis();
    try {
      switch (message.getMessageCase()) {
        case HELLO -> hello(message.getHello());
        case FRAME -> frame(message.getFrame());
        case MESSAGE_NOT_SET -> {} // a newer agent's kind of message
      }
    } catch (RuntimeException e) {
      // A defect of ours, or a store that went away between two questions: the agent comes again.
      logger.error("agent {} at {}", node, address, e);
      if (!over) {
        refuse(Reason.INTERNAL, Status.INTERNAL, "the aggregator failed: " + e);
      }
    }
    if (!over) {
      out.request(1);
    }
  }

  private void hello(Hello hello) {
    if (writer != null) {
      refuse(
          Reason.BAD_HELLO, Status.INVALID_ARGUMENT, "Hello: sent twice (expected: once, first)");
      return;
    }
    String wrong = HelloCheck.problem(hello, limits.token());
    if (wrong != null) {
      node = HelloCheck.shown(hello.getNode());
      boolean token = wrong.startsWith("token");
      refuse(
          token ? Reason.WRONG_TOKEN : Reason.BAD_HELLO,
          token ? Status.UNAUTHENTICATED : Status.INVALID_ARGUMENT,
          wrong);
      return;
    }
    node = hello.getNode();
    boot = hello.getBootId();
    Sessions.Claim claim = sessions.claim(node, this);
    if (claim.keeper() != null) {
      AgentSession holder = claim.keeper();
      refuse(
          Reason.NAME_TAKEN,
          Status.ALREADY_EXISTS,
          HelloCheck.taken(node, holder.address, holder.connectedMs(), holder.boot));
      return;
    }
    if (claim.replaced() != null) {
      claim.replaced().replaced();
    }
    try {
      start(hello);
    } catch (MalformedTickException e) {
      refuse(Reason.BAD_HELLO, Status.INVALID_ARGUMENT, e.getMessage());
    }
  }

  private void start(Hello hello) throws MalformedTickException {
    TickReader reader = new TickReader(WireSchema.shape(hello.getSchema()), limits.maxSlots());
    var map = PeerSchema.map(hello.getSchema());
    agent =
        new AgentInfo(
            boot,
            hello.getAgentVersion(),
            hello.getKernel(),
            hello.getArchitecture(),
            address,
            System.currentTimeMillis(),
            true,
            map.unknown());
    NodeState state = live.open(node, agent);
    if (state == null) {
      refuse(
          Reason.NODE_LIMIT,
          Status.RESOURCE_EXHAUSTED,
          "node: \"" + node + "\" is one too many (raise NODECAST_MAX_NODES)");
      return;
    }
    storing = store.ready() && store.hasRoom();
    Resume resume =
        storing
            ? Resume.after(store.watermarks(node, boot), sessions.acceptedSeq(node, boot))
            : Resume.LIVE_ONLY;
    writer = new NodeWriter(live, state, map, reader, limits.windowMs(), resume.counted());
    if (!storing) {
      writer.stopStoring();
    }
    if (!map.unknown().isEmpty()) {
      logger.info("agent {} sends what this version does not know: {}", node, map.unknown());
    }
    out.onNext(Replies.welcome(resume, limits, version, !storing));
    order(sessions.ordered(node));
    pods();
    logger.info(
        "agent {} connected from {} (boot {}, version {}), {}",
        node,
        address,
        boot,
        hello.getAgentVersion(),
        storing ? "resumes at frame " + resume.from() : "live only");
  }

  private void frame(Frame frame) {
    if (writer == null) {
      refuse(Reason.NO_HELLO, Status.FAILED_PRECONDITION, "Frame: came before Hello");
      return;
    }
    long seq = frame.getSeq();
    if (seq <= 0 || (lastSeq != 0 && seq != lastSeq + 1)) {
      refuse(
          Reason.SEQUENCE_GAP,
          Status.INVALID_ARGUMENT,
          "frame "
              + Long.toUnsignedString(seq)
              + ": out of order (expected: "
              + (lastSeq + 1)
              + ")");
      return;
    }
    lastSeq = seq;
    try {
      inflater.inflate(frame.getBody(), frame.getLength());
      long cells = writer.cells();
      long refused = writer.refusedEntities();
      long stray = writer.strayValues();
      Window closed =
          writer.apply(seq, inflater.bytes(), 0, frame.getLength(), System.currentTimeMillis());
      counters.frames.increment();
      counters.receivedBytes.add(frame.getBody().size());
      counters.inflatedBytes.add(frame.getLength());
      counters.cells.add(writer.cells() - cells);
      counters.dropped(Reason.ENTITY_LIMIT, node, writer.refusedEntities() - refused);
      counters.dropped(Reason.STRAY_VALUE, node, writer.strayValues() - stray);
      offer(closed);
      sendAck();
    } catch (MalformedTickException e) {
      boolean large = frame.getLength() <= 0 || frame.getLength() > limits.maxFrameBytes();
      refuse(
          large ? Reason.OVERSIZED_FRAME : Reason.MALFORMED_FRAME,
          Status.INVALID_ARGUMENT,
          "frame " + seq + ": " + e.getMessage());
    }
  }

  private void offer(Window window) {
    if (window == null || !storing) {
      return;
    }
    // Noted first: the store may commit it before offer returns.
    long before = sessions.accepting(node, boot, window.lastSeq());
    if (store.offer(window)) {
      counters.windows.increment();
    } else {
      sessions.notAccepted(node, boot, before);
      // The page stays live and the frames stay in the agent's spool until the store has room. The
      // agent must know: it would stop sending when its unacknowledged bytes reach their bound.
      counters.dropped(Reason.STORE_BUSY, node, 1);
      storing = false;
      writer.stopStoring();
      if (!over) {
        end(
            Status.UNAVAILABLE.withDescription(
                "the store is away or full at frame "
                    + window.lastSeq()
                    + ": connect again, until there is room only the present is wanted"));
      }
    }
  }

  /**
   * Called each second: closes the window of a silent agent, and brings one that is live only back
   * when the store has room.
   *
   * @param nowMs by {@link Monotonic}
   */
  synchronized void tick(long nowMs) {
    if (over) {
      return;
    }
    if (writer == null) {
      if (nowMs - heardMs > ALIVE_MS) {
        refuse(
            Reason.NO_HELLO,
            Status.DEADLINE_EXCEEDED,
            "Hello: none within " + ALIVE_MS / 1000 + " s (expected: first, at once)");
      }
      return;
    }
    if (told.podsLate()) {
      pods();
    }
    if (nowMs - heardMs > 2L * limits.windowMs()) {
      offer(writer.closeEarly());
    }
    if (!over && !storing && store.ready() && store.hasRoom()) {
      end(
          Status.UNAVAILABLE.withDescription(
              "storage is back: connect again to send what is not stored yet"));
    }
  }

  /** Tells how much to measure; nothing before the Welcome, which comes with it. */
  synchronized void order(Optional<ProfileOrders.Order> order) {
    if (!over && writer != null) {
      told.order(order);
    }
  }

  /** Tells what changed among its pods. */
  synchronized void pods() {
    if (!over && writer != null) {
      told.pods(sessions.pods(node));
    }
  }

  synchronized void acknowledge(long seq) {
    committedSeq = Math.max(committedSeq, seq);
    sendAck();
  }

  private void sendAck() {
    if (!over && writer != null) {
      told.acknowledge(committedSeq, lastSeq);
    }
  }

  /** The same agent opened a newer stream. */
  synchronized void replaced() {
    if (!over) {
      end(
          Status.ABORTED.withDescription(
              "node \"" + node + "\": replaced by a newer stream of the same agent"));
    }
  }

  synchronized void shutdown() {
    if (!over) {
      end(Status.UNAVAILABLE.withDescription("the aggregator is stopping"));
    }
  }

  /** Asked under the registry's monitor, so without this one. */
  boolean isAlive() {
    return !over && Monotonic.millis() - heardMs < ALIVE_MS;
  }

  private long connectedMs() {
    AgentInfo info = agent;
    return info == null ? openedMs : info.connectedMs();
  }

  String boot() {
    return boot;
  }

  @Override
  public synchronized void onError(Throwable t) {
    if (!over) {
      logger.info("agent {} at {} is gone: {}", node, address, Status.fromThrowable(t).getCode());
    }
    finish();
  }

  @Override
  public synchronized void onCompleted() {
    if (!over) {
      finish();
      out.onCompleted();
    }
  }

  private void refuse(Reason reason, Status status, String message) {
    noted(reason, message);
    end(status.withDescription(message));
  }

  private void noted(Reason reason, String message) {
    String who = node.isEmpty() ? "?" : node;
    counters.dropped(reason, node.isEmpty() ? host() : node, 1);
    sessions.refused(who, address, message);
    logger.warn("refused {} at {}: {}", who, address, message);
  }

  /** The address without the port, which is another one at each attempt. */
  private String host() {
    return address.substring(0, Math.max(0, address.lastIndexOf(':')));
  }

  /** gRPC ended the call for a message larger than any frame, before this session could see it. */
  synchronized void oversized(String words) {
    noted(
        Reason.OVERSIZED_FRAME,
        "frame " + (lastSeq + 1) + ": " + words + " (expected: <= " + limits.maxFrameBytes() + ")");
  }

  private void end(Status status) {
    finish();
    out.onError(status.asRuntimeException());
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    inflater.close();
    try {
      if (writer != null) {
        // The agent may never come back (its node is gone); if it does, it continues behind this.
        offer(writer.closeEarly());
        live.disconnected(node, agent);
      }
    } finally {
      sessions.leave(node, this);
    }
  }
}
