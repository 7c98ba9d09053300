package dev.nodecast.bench.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.IngestGrpc;
import dev.nodecast.wire.WireSchema;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** One agent's stream: sends prepared frames and holds back while too many are not acknowledged. */
public final class SimulatedAgent implements StreamObserver<AggregatorMessage> {
  private final Tapes tapes;
  private final int node;
  private final int maxUnacked;
  private final ClientCallStreamObserver<AgentMessage> out;
  private int sent;
  private volatile boolean welcome;
  private volatile long acked;
  private volatile Throwable failure;

  /**
   * Connects.
   *
   * @param maxUnacked frames; a window of 5 s is closed by its sixth, so more than that
   */
  public SimulatedAgent(Channel channel, Tapes tapes, int node, int maxUnacked) {
    this.tapes = tapes;
    this.node = node;
    this.maxUnacked = maxUnacked;
    out = (ClientCallStreamObserver<AgentMessage>) IngestGrpc.newStub(channel).stream(this);
    out.onNext(
        AgentMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setNode(tapes.name(node))
                    .setBootId("bench-" + System.nanoTime())
                    .setAgentVersion("bench")
                    .setSchema(WireSchema.current())
                    .setFirstSeq(1)
                    .setNextSeq(1))
            .build());
  }

  /** Sends the next frame when there is one and the aggregator keeps up; from one thread only. */
  public boolean send() {
    if (!welcome || sent >= tapes.count() || sent - acked >= maxUnacked || !out.isReady()) {
      return false;
    }
    ByteString body = UnsafeByteOperations.unsafeWrap(tapes.body(node, sent));
    out.onNext(
        AgentMessage.newBuilder()
            .setFrame(
                Frame.newBuilder()
                    .setSeq(sent + 1)
                    .setBody(body)
                    .setLength(tapes.length(node, sent)))
            .build());
    sent++;
    return true;
  }

  /** Frames sent. */
  public int sent() {
    return sent;
  }

  /** Frames that the aggregator says are stored. */
  public long acked() {
    return acked;
  }

  public boolean welcome() {
    return welcome;
  }

  /** Why the aggregator ended the stream, or null. */
  public Throwable failure() {
    return failure;
  }

  /** Ends the stream. */
  public void close() {
    if (failure == null) {
      out.cancel("the benchmark is over", null);
    }
  }

  @Override
  public void onNext(AggregatorMessage message) {
    switch (message.getMessageCase()) {
      case WELCOME -> {
        if (message.getWelcome().getLiveOnly()) {
          failure = new IllegalStateException("live only: the store was not ready");
        }
        welcome = true;
      }
      case ACK -> acked = message.getAck().getSeq();
      default -> {}
    }
  }

  @Override
  public void onError(Throwable t) {
    failure = t;
  }

  @Override
  public void onCompleted() {
    failure = new IllegalStateException("the aggregator completed the stream");
  }
}
