package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.Await;
import dev.nodecast.aggregator.ingest.TestingAgent.Sent;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Connections;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.IngestGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An agent's end of a real stream; whatever is waited for has 20 s. */
final class TestingStream implements AutoCloseable {
  private static final int SECONDS = 20;

  private final ManagedChannel channel;
  private final BlockingQueue<AggregatorMessage> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final FrameWire wire = new FrameWire();
  private final StreamObserver<AgentMessage> out;

  TestingStream(int port) {
    channel =
        Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).build();
    out =
        IngestGrpc.newStub(channel).stream(
            new StreamObserver<>() {
              @Override
              public void onNext(AggregatorMessage message) {
                messages.add(message);
              }

              @Override
              public void onError(Throwable t) {
                end.complete(Status.fromThrowable(t));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.OK);
              }
            });
  }

  void hello(Hello hello) {
    out.onNext(AgentMessage.newBuilder().setHello(hello).build());
  }

  void frame(Sent sent) {
    frame(sent.seq(), sent.tick());
  }

  void frame(long seq, byte[] tick) {
    frame(wire.frame(seq, tick));
  }

  void frame(Frame frame) {
    out.onNext(AgentMessage.newBuilder().setFrame(frame).build());
  }

  void connections(Connections.Builder connections) {
    out.onNext(AgentMessage.newBuilder().setConnections(connections).build());
  }

  /** The next thing that the aggregator says. */
  AggregatorMessage message() throws Exception {
    AggregatorMessage message = messages.poll(SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message" + (end.isDone() ? ", ended: " + end.get() : ""));
    }
    return message;
  }

  /** How the aggregator ended the stream. */
  Status end() throws Exception {
    return end.get(SECONDS, TimeUnit.SECONDS);
  }

  static void await(String what, BooleanSupplier condition) {
    Await.until(what, Duration.ofSeconds(SECONDS), condition::getAsBoolean);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    wire.close();
  }
}
