package dev.nodecast.bench.sim;

import dev.nodecast.bench.run.Await;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.IngestGrpc;
import dev.nodecast.v1.Inventory;
import dev.nodecast.wire.WireSchema;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Agents that say who they are and take what they are told of their pods. They measure nothing. Ten
 * share a connection, of the sixteen that the aggregator lets. That changes nothing of what is
 * counted here.
 */
public final class InventoryAgents implements AutoCloseable {
  private static final int SHARING = 10;

  /** That say Hello together: it has to be read within 10 s, also on a busy machine. */
  private static final int TOGETHER = 50;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<StreamObserver<AgentMessage>> streams = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong welcomes = new AtomicLong();
  private final AtomicLong pods = new AtomicLong();
  private volatile Throwable failure;

  /**
   * Connects.
   *
   * @param nodes agents, one for each node of {@link ClusterApi}
   * @throws IOException when not all are welcomed
   */
  public InventoryAgents(int port, int nodes) throws IOException, InterruptedException {
    try {
      for (int node = 0; node < nodes; node++) {
        if (node % SHARING == 0) {
          channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
        }
        streams.add(connect(channels.get(channels.size() - 1), PodTexts.node(node)));
        if (node % TOGETHER == TOGETHER - 1) {
          awaitWelcomes(node + 1);
        }
      }
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void awaitWelcomes(int count) throws IOException, InterruptedException {
    Await.until(
        "welcome of " + count + " agents",
        Duration.ofMinutes(2),
        () -> {
          requireAll();
          return welcomes.get() >= count;
        });
  }

  private StreamObserver<AgentMessage> connect(Channel channel, String node) {
    StreamObserver<AgentMessage> out =
        IngestGrpc.newStub(channel).stream(
            new StreamObserver<>() {
              @Override
              public void onNext(AggregatorMessage message) {
                take(message);
              }

              @Override
              public void onError(Throwable t) {
                failure = t;
              }

              @Override
              public void onCompleted() {
                failure = new IOException("the aggregator ended a stream");
              }
            });
    Hello hello =
        Hello.newBuilder()
            .setNode(node)
            .setBootId("bench-" + node)
            .setAgentVersion("bench")
            .setSchema(WireSchema.current())
            .setFirstSeq(1)
            .setNextSeq(1)
            .build();
    out.onNext(AgentMessage.newBuilder().setHello(hello).build());
    return out;
  }

  private void take(AggregatorMessage message) {
    if (message.hasWelcome()) {
      welcomes.incrementAndGet();
    } else if (message.getCommand().hasInventory()) {
      Inventory inventory = message.getCommand().getInventory();
      bytes.addAndGet(message.getSerializedSize());
      pods.addAndGet(inventory.getPodsCount());
    }
  }

  /** Bytes of inventories so far. */
  public long bytes() {
    return bytes.get();
  }

  /** Pods told, each time that they were. */
  public long pods() {
    return pods.get();
  }

  /**
   * Checks that all are still connected.
   *
   * @throws IOException when a stream ended
   */
  public void requireAll() throws IOException {
    if (failure != null) {
      throw new IOException("a stream ended: " + failure, failure);
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
