package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.ingest.IngestCounters.Reason;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.NodeState.AgentInfo;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.live.SchemaMap;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.v1.Hello;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands between an agent's Hello and its first frame. */
final class Handshake {
  private static final Logger logger = LoggerFactory.getLogger(Handshake.class);

  /**
   * A stream that may send frames.
   *
   * @param resume from which one on
   */
  record Opened(AgentInfo agent, NodeWriter writer, Outlet outlet, Resume resume) {}

  private final LiveState live;
  private final WindowStore store;
  private final Sessions sessions;
  private final IngestLimits limits;
  private final IngestCounters counters;

  Handshake(
      LiveState live,
      WindowStore store,
      Sessions sessions,
      IngestLimits limits,
      IngestCounters counters) {
    this.live = live;
    this.store = store;
    this.sessions = sessions;
    this.limits = limits;
    this.counters = counters;
  }

  /** Looks at the Hello alone. */
  void check(Hello hello) throws RefusedException {
    String wrong = HelloCheck.problem(hello, limits.token());
    if (wrong != null) {
      boolean token = wrong.startsWith("token");
      throw new RefusedException(
          token ? Reason.WRONG_TOKEN : Reason.BAD_HELLO,
          token ? Status.UNAUTHENTICATED : Status.INVALID_ARGUMENT,
          wrong);
    }
  }

  /** Makes room for the node and finds out where it goes on. */
  Opened open(Hello hello, String address) throws RefusedException {
    String node = hello.getNode();
    TickReader reader;
    SchemaMap map;
    try {
      reader = new TickReader(WireSchema.shape(hello.getSchema()), limits.maxSlots());
      map = PeerSchema.map(hello.getSchema());
    } catch (MalformedTickException e) {
      throw new RefusedException(Reason.BAD_HELLO, Status.INVALID_ARGUMENT, e.getMessage());
    }
    AgentInfo agent =
        new AgentInfo(
            hello.getBootId(),
            hello.getAgentVersion(),
            hello.getKernel(),
            hello.getArchitecture(),
            address,
            System.currentTimeMillis(),
            true,
            map.unknown());
    NodeState state = live.open(node, agent);
    if (state == null) {
      throw new RefusedException(
          Reason.NODE_LIMIT,
          Status.RESOURCE_EXHAUSTED,
          "node: \"" + node + "\" is one too many (raise NODECAST_MAX_NODES)");
    }
    Outlet outlet = new Outlet(store, sessions, counters);
    Resume resume =
        outlet.open()
            ? Resume.after(
                store.watermarks(node, hello.getBootId()),
                sessions.acceptedSeq(node, hello.getBootId()))
            : Resume.LIVE_ONLY;
    NodeWriter writer =
        new NodeWriter(live, state, map, reader, limits.windowMs(), resume.counted());
    if (!outlet.open()) {
      writer.stopStoring();
    }
    if (!map.unknown().isEmpty()) {
      logger.info("agent {} sends what this version does not know: {}", node, map.unknown());
    }
    return new Opened(agent, writer, outlet, resume);
  }
}
