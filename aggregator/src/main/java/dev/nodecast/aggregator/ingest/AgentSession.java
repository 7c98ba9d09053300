package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.ingest.IngestCounters.Reason;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState.AgentInfo;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Connections;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
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
  private final Handshake handshake;
  private final Sessions sessions;
  private final IngestLimits limits;
  private final IngestCounters counters;
  private NodeWriter writer;
  private Outlet outlet;
  private FrameIntake frames;
  private volatile AgentInfo agent;
  private String node = "";
  private volatile String boot = "";
  private long committedSeq;
  private final long openedMs = System.currentTimeMillis();

  /** By {@link Monotonic}: a clock that is set makes nobody silent, and nobody alive. */
  private volatile long heardMs = Monotonic.millis();

  private final Told told;

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
    this.handshake = new Handshake(live, store, sessions, limits, counters);
    this.sessions = sessions;
    this.limits = limits;
    this.counters = counters;
    this.told = new Told(out, counters);
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
        case CONNECTIONS -> connections(message.getConnections());
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
    node = HelloCheck.shown(hello.getNode());
    try {
      handshake.check(hello);
      node = hello.getNode();
      boot = hello.getBootId();
      take();
      start(hello);
    } catch (RefusedException e) {
      refuse(e.reason, e.status, e.getMessage());
    }
  }

  /** Takes the node's place. */
  private void take() throws RefusedException {
    Sessions.Claim claim = sessions.claim(node, this);
    AgentSession holder = claim.keeper();
    if (holder != null) {
      throw new RefusedException(
          Reason.NAME_TAKEN,
          Status.ALREADY_EXISTS,
          HelloCheck.taken(node, holder.address, holder.connectedMs(), holder.boot));
    }
    if (claim.replaced() != null) {
      claim.replaced().replaced();
    }
  }

  private void start(Hello hello) throws RefusedException {
    Handshake.Opened opened = handshake.open(hello, address);
    agent = opened.agent();
    writer = opened.writer();
    outlet = opened.outlet();
    frames = new FrameIntake(node, writer, limits, counters);
    if (hello.hasPodLabels()) {
      told.podLabels(hello.getPodLabels());
    }
    out.onNext(Replies.welcome(opened.resume(), limits, version, !outlet.open()));
    order(sessions.ordered(node));
    pods();
    logger.info(
        "agent {} connected from {} (boot {}, version {}), {}",
        node,
        address,
        boot,
        hello.getAgentVersion(),
        outlet.open() ? "resumes at frame " + opened.resume().from() : "live only");
  }

  private void frame(Frame frame) {
    if (writer == null) {
      refuse(Reason.NO_HELLO, Status.FAILED_PRECONDITION, "Frame: came before Hello");
      return;
    }
    try {
      offer(frames.take(frame));
      sendAck();
    } catch (RefusedException e) {
      refuse(e.reason, e.status, e.getMessage());
    }
  }

  private void connections(Connections connections) {
    if (writer == null) {
      refuse(Reason.NO_HELLO, Status.FAILED_PRECONDITION, "Connections: came before Hello");
      return;
    }
    sessions.connections(node, connections);
  }

  private void offer(Window window) {
    if (window == null || outlet.offer(window)) {
      return;
    }
    // The page stays live and the frames stay in the agent's spool until the store has room. The
    // agent must know: it would stop sending when its unacknowledged bytes reach their bound.
    writer.stopStoring();
    if (!over) {
      end(
          Status.UNAVAILABLE.withDescription(
              "the store is away or full at frame "
                  + window.lastSeq()
                  + ": connect again, until there is room only the present is wanted"));
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
    if (!over && outlet.mayOpen()) {
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

  /** Tells who is at the other ends of its connections; false when nobody listens. */
  synchronized boolean peers(List<AggregatorMessage> peers) {
    return !over && writer != null && told.peers(peers);
  }

  synchronized void acknowledge(long seq) {
    committedSeq = Math.max(committedSeq, seq);
    sendAck();
  }

  private void sendAck() {
    if (!over && writer != null) {
      told.acknowledge(committedSeq, frames.lastSeq());
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
        "frame "
            + (frames == null ? 1 : frames.lastSeq() + 1)
            + ": "
            + words
            + " (expected: <= "
            + limits.maxFrameBytes()
            + ")");
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
    try {
      if (writer != null) {
        frames.close();
        // The agent may never come back (its node is gone); if it does, it continues behind this.
        offer(writer.closeEarly());
        live.disconnected(node, agent);
      }
    } finally {
      sessions.leave(node, this);
    }
  }
}
