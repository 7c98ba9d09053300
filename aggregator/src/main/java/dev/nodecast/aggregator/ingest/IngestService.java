package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.IngestGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC service: makes a session per stream. */
public final class IngestService extends IngestGrpc.IngestImplBase {
  private static final Logger logger = LoggerFactory.getLogger(IngestService.class);
  private static final Context.Key<String> PEER = Context.key("peer");

  /** Tells a call's tracer which session the call became. */
  private static final Context.Key<AtomicReference<AgentSession>> SESSION = Context.key("session");

  private final String version;
  private final LiveState live;
  private final WindowStore store;
  private final Sessions sessions;
  private final IngestLimits limits;
  private final IngestCounters counters;
  private final WallClock wall;
  private final Supplier<Optional<String>> closed;
  private volatile long tickedMs = System.currentTimeMillis();

  /**
   * @param closed why no agent is taken at present; empty when agents are
   */
  public IngestService(
      String version,
      LiveState live,
      WindowStore store,
      Sessions sessions,
      IngestLimits limits,
      IngestCounters counters,
      Supplier<Optional<String>> closed) {
    this.version = version;
    this.live = live;
    this.store = store;
    this.sessions = sessions;
    this.limits = limits;
    this.counters = counters;
    this.wall = new WallClock(counters);
    this.closed = closed;
  }

  @Override
  public StreamObserver<AgentMessage> stream(StreamObserver<AggregatorMessage> responses) {
    Optional<String> why = closed.get();
    if (why.isPresent()) {
      counters.dropped(IngestCounters.Reason.STANDBY, "", 1);
      responses.onError(Status.UNAVAILABLE.withDescription(why.get()).asRuntimeException());
      return new Ignored();
    }
    ServerCallStreamObserver<AggregatorMessage> out =
        (ServerCallStreamObserver<AggregatorMessage>) responses;
    out.disableAutoRequest();
    // With a handler, saying something to an agent that has just gone is no exception; the session
    // itself is told by onError.
    out.setOnCancelHandler(() -> {});
    String peer = PEER.get();
    AgentSession session =
        new AgentSession(
            out, peer == null ? "?" : peer, version, live, store, sessions, limits, counters);
    AtomicReference<AgentSession> traced = SESSION.get();
    if (traced != null) {
      traced.set(session);
    }
    sessions.opened(session);
    out.request(1);
    return session;
  }

  /** What a refused agent still says. */
  private static final class Ignored implements StreamObserver<AgentMessage> {
    @Override
    public void onNext(AgentMessage message) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }

  /** Call each second. */
  public void tick() {
    long now = Monotonic.millis();
    wall.looked(System.currentTimeMillis(), now);
    for (AgentSession session : sessions.all()) {
      try {
        session.tick(now);
      } catch (RuntimeException e) {
        // The timer would never fire again, for nobody.
        logger.error("timer of agent {}", session.boot(), e);
      }
    }
    tickedMs = System.currentTimeMillis();
  }

  /** When {@link #tick} was last done, Unix milliseconds: a process whose timer stands is sick. */
  public long tickedMs() {
    return tickedMs;
  }

  /** Ends all streams, so that agents look for the next aggregator at once. */
  public void shutdown() {
    for (AgentSession session : sessions.all()) {
      session.shutdown();
    }
  }

  /** Counts messages that gRPC refuses by their size, before any session sees them. */
  ServerStreamTracer.Factory oversizedMessages() {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        AtomicReference<AgentSession> session = new AtomicReference<>();
        return new ServerStreamTracer() {
          @Override
          public Context filterContext(Context context) {
            return context.withValue(SESSION, session);
          }

          @Override
          public void streamClosed(Status status) {
            String why = status.getDescription();
            if (why == null || !why.startsWith("gRPC message exceeds")) {
              return;
            }
            AgentSession offender = session.get();
            if (offender == null) {
              counters.dropped(IngestCounters.Reason.OVERSIZED_FRAME, "?", 1);
            } else {
              offender.oversized(why);
            }
          }
        };
      }
    };
  }

  /** Makes the remote address known to {@link #stream}; to be installed on the server. */
  public static ServerInterceptor peerAddress() {
    return new ServerInterceptor() {
      @Override
      public <A, B> ServerCall.Listener<A> interceptCall(
          ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        String text = remote == null ? "?" : remote.toString().replaceFirst("^/", "");
        return Contexts.interceptCall(Context.current().withValue(PEER, text), call, headers, next);
      }
    };
  }
}
