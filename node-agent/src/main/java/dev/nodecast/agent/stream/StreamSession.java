package dev.nodecast.agent.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.IngestGrpc;
import dev.nodecast.v1.PodLabels;
import dev.nodecast.v1.Schema;
import dev.nodecast.v1.Welcome;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: Hello, Welcome, the frames of one {@link Run} in order. Ends when the call does, when
 * the run is wholly acknowledged, or when a part of it left the spool. Runs on the stream's thread.
 */
final class StreamSession {
  private static final Logger LOG = LoggerFactory.getLogger(StreamSession.class);
  private static final long WELCOME_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** How long the end of a run waits for its acknowledgements before it asks anew by a Hello. */
  private static final long RUN_END_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Time the server has to end the call after the agent did. */
  private static final long HALF_CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long WAIT_MS = 1_000;

  private final Spool spool;
  private final StreamTarget target;
  private final StreamCounters counters;
  private final Wakeup wakeup;
  private final Call call;
  private final PeerQueue peers;
  private Run run;
  private Outstanding outstanding;
  private long resumeFrom;
  private long lastSent;
  private long ackedHere;
  private boolean liveOnly;

  StreamSession(
      Spool spool, StreamTarget target, StreamCounters counters, Wakeup wakeup, Orders orders) {
    this.spool = spool;
    this.target = target;
    this.counters = counters;
    this.wakeup = wakeup;
    this.call = new Call(wakeup, spool, orders);
    this.peers = orders.peers();
  }

  /** Speaks with the aggregator until there is a reason to stop; OK when the next run is due. */
  Status speak(ManagedChannel channel) {
    run = spool.run();
    IngestGrpc.newStub(channel).stream(call);
    call.requests().onNext(AgentMessage.newBuilder().setHello(hello()).build());
    Status refused = awaitWelcome();
    if (refused != null) {
      return refused;
    }
    Welcome welcome = call.welcome();
    liveOnly = welcome.getLiveOnly();
    if (liveOnly && !run.live()) {
      halfClose();
      return Status.UNAVAILABLE.withDescription(
          "the aggregator cannot store now; frames of an earlier boot or version wait for it");
    }
    // An aggregator that cannot store wants the present alone: from the last keyframe on, which is
    // where the reader begins for a number that no frame has yet. Nothing is acknowledged by that.
    resumeFrom = liveOnly ? run.nextSeq() : Math.max(1, welcome.getResumeFrom());
    if (run.live() && resumeFrom > run.nextSeq()) {
      return foreignNumbers();
    }
    if (!liveOnly) {
      acknowledge(Math.min(resumeFrom, run.nextSeq()) - 1);
    }
    outstanding = new Outstanding(resumeFrom);
    counters.connected(target, welcome.getAggregatorVersion());
    Status end;
    try (SpoolReader reader = spool.reader(run, resumeFrom);
        FrameDeflater deflater = new FrameDeflater()) {
      end = send(reader, deflater, welcome);
    }
    applyAcks();
    return end;
  }

  /** The boot id of the run that was spoken about. */
  String bootId() {
    return run.epoch().bootId();
  }

  /** Whether the aggregator could not store and took the present alone. */
  boolean liveOnly() {
    return liveOnly;
  }

  boolean welcomed() {
    return outstanding != null;
  }

  /** Whether the aggregator committed anything new. */
  boolean progressed() {
    return ackedHere > 0;
  }

  private Status send(SpoolReader reader, FrameDeflater deflater, Welcome welcome) {
    SpoolReader.Next next = SpoolReader.Next.NOTHING_YET;
    long waitsSince = 0;
    while (true) {
      applyAcks();
      logResync();
      askForPeers();
      spool.maintain();
      if (call.ended() != null) {
        return call.ended();
      }
      long nanos = System.nanoTime();
      if (counters.closing() && nanos - counters.closeDeadline() >= 0) {
        return halfClose();
      }
      if (mayBeSent(welcome)) {
        next = reader.next();
        switch (next) {
          case FRAME -> {
            Status refused = frame(reader.frame(), deflater, welcome);
            if (refused != null) {
              return refused;
            }
            continue;
          }
          case GONE -> {
            return halfClose();
          }
          case END -> {
            waitsSince = waitsSince == 0 ? nanos : waitsSince;
            if (outstanding.none() || nanos - waitsSince > RUN_END_NANOS) {
              return halfClose();
            }
          }
          case NOTHING_YET -> {
            if (counters.closing() && outstanding.none()) {
              return halfClose();
            }
          }
        }
      }
      wakeup.await(counters.closing() ? 50 : WAIT_MS);
    }
  }

  /** Of the present alone: what finds no open stream is asked again, or nobody waits for it. */
  private void askForPeers() {
    while (call.ended() == null && call.requests().isReady()) {
      PeerQueue.Batch next = peers.next(WireConnections.MOST);
      if (next.questions().isEmpty() && next.ended().isEmpty()) {
        return;
      }
      call.requests().onNext(WireConnections.of(next, System.nanoTime()));
    }
  }

  private boolean mayBeSent(Welcome welcome) {
    if (liveOnly) {
      return call.requests().isReady(); // no acknowledgement will come to make room
    }
    // One frame is always allowed on its way: a limit below it would be a stand-still.
    boolean budget =
        outstanding.none()
            || welcome.getMaxUnackedBytes() == 0
            || outstanding.bytes() < welcome.getMaxUnackedBytes();
    return budget && !outstanding.full() && call.requests().isReady();
  }

  private Status frame(FrameFile frame, FrameDeflater deflater, Welcome welcome) {
    if (welcome.getMaxFrameBytes() > 0 && frame.length() > welcome.getMaxFrameBytes()) {
      spool.reject(bootId(), frame.seq());
      halfClose();
      return Status.OUT_OF_RANGE.withDescription(
          "frame "
              + frame.seq()
              + ": "
              + frame.length()
              + " bytes (expected by the aggregator: <= "
              + welcome.getMaxFrameBytes()
              + "); it is given up");
    }
    int size = deflater.deflate(frame.tick(), frame.length());
    // Copied: until the transport is ready, gRPC keeps messages and serializes them later.
    Frame.Builder message =
        Frame.newBuilder()
            .setSeq(frame.seq())
            .setBody(ByteString.copyFrom(deflater.array(), 0, size))
            .setLength(frame.length());
    call.requests().onNext(AgentMessage.newBuilder().setFrame(message).build());
    lastSent = frame.seq();
    if (!liveOnly) {
      outstanding.sent(frame.seq(), size, frame.timeMs());
    }
    counters.sent(size);
    return null;
  }

  private void applyAcks() {
    long acked = call.acked();
    long most = Math.max(lastSent, resumeFrom - 1);
    if (acked > most) {
      LOG.warn("stream: acknowledgement of {} (expected: <= {}, the last sent)", acked, most);
      acked = most;
    }
    if (acked > ackedHere && acked >= resumeFrom) {
      ackedHere = acked;
      outstanding.acked(acked, counters::acked);
      acknowledge(acked);
    }
  }

  private void acknowledge(long seq) {
    if (seq > 0) {
      spool.ack(bootId(), seq);
    }
  }

  private void logResync() {
    String reason = call.takeResync();
    if (reason != null) {
      LOG.info("stream: the aggregator asks for a keyframe: {}", reason);
    }
  }

  /** Ends the agent's half, so that the server need not take the end for a broken connection. */
  private Status halfClose() {
    call.requests().onCompleted();
    long deadline = System.nanoTime() + HALF_CLOSE_NANOS;
    while (call.ended() == null && System.nanoTime() - deadline < 0) {
      wakeup.await(50);
    }
    return Status.OK;
  }

  private Status awaitWelcome() {
    long deadline = System.nanoTime() + WELCOME_NANOS;
    while (call.welcome() == null) {
      spool.maintain();
      if (call.ended() != null) {
        return call.ended().isOk()
            ? Status.UNAVAILABLE.withDescription("the aggregator ended the call without a Welcome")
            : call.ended();
      }
      if (counters.closing() && System.nanoTime() - counters.closeDeadline() >= 0) {
        return Status.CANCELLED.withDescription("the agent ends");
      }
      if (System.nanoTime() - deadline >= 0) {
        return Status.DEADLINE_EXCEEDED.withDescription(
            "no Welcome within " + TimeUnit.NANOSECONDS.toSeconds(WELCOME_NANOS) + " s");
      }
      wakeup.await(counters.closing() ? 50 : WAIT_MS);
    }
    return null;
  }

  private Status foreignNumbers() {
    try {
      spool.renewIdentity();
    } catch (IOException e) {
      return Status.UNAVAILABLE.withDescription("identity cannot be written: " + e);
    }
    // What the aggregator has under these numbers is not what this spool has: it must be told anew,
    // which only frames of the new boot id can do.
    acknowledge(run.nextSeq() - 1);
    return Status.DATA_LOSS.withDescription(
        "the aggregator has frames up to "
            + (resumeFrom - 1)
            + " of "
            + bootId()
            + " (expected: <= "
            + (run.nextSeq() - 1)
            + "); the agent goes on as "
            + spool.bootId());
  }

  private Hello hello() {
    return Hello.newBuilder()
        .setNode(target.node())
        .setBootId(bootId())
        .setAgentVersion(target.agentVersion())
        .setToken(target.token())
        .setSchema(schema())
        .setFirstSeq(run.firstSeq())
        .setNextSeq(run.nextSeq())
        .setKernel(target.kernel())
        .setArchitecture(target.architecture())
        .setPodLabels(PodLabels.newBuilder().addAllKeys(target.podLabels()))
        .build();
  }

  private Schema schema() {
    try {
      return Schema.parseFrom(run.epoch().schema());
    } catch (InvalidProtocolBufferException e) {
      // Its checksum was right, so an agent wrote it; the aggregator refuses the frames it names.
      LOG.warn(
          "spool: the schema of frames from {} cannot be parsed: {}", run.firstSeq(), e.toString());
      return Schema.getDefaultInstance();
    }
  }
}
