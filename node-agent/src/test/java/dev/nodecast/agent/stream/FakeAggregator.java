package dev.nodecast.agent.stream;

import com.google.protobuf.ByteString;
import dev.nodecast.v1.Ack;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.Command;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.IngestGrpc;
import dev.nodecast.v1.Resync;
import dev.nodecast.v1.Welcome;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A real gRPC server that keeps what it committed, as the aggregator does: frames below the next
 * expected one are state only, a gap must begin with a new session.
 */
final class FakeAggregator extends IngestGrpc.IngestImplBase implements AutoCloseable {
  private final Server server;
  final List<Hello> hellos = new ArrayList<>();
  final List<String> violations = new ArrayList<>();

  /** Committed bodies by boot id, in order of sequence number. */
  final Map<String, Map<Long, byte[]>> committed = new java.util.LinkedHashMap<>();

  private final Map<String, Long> next = new HashMap<>();
  private Call open;
  boolean acking = true;
  long maxUnackedBytes;
  long compressedBytes;
  long largestUnacked;

  /** Cuts the connection when this many more frames have come; 0 never. */
  int cutAfter;

  /** Refuses a Hello or (with a frame) a frame; null lets it pass. */
  Function<AgentMessage, Status> refuse = m -> null;

  FakeAggregator() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(this)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  synchronized long committedFrames() {
    return committed.values().stream().mapToLong(Map::size).sum();
  }

  synchronized void resync() {
    open.down.onNext(
        AggregatorMessage.newBuilder()
            .setCommand(Command.newBuilder().setResync(Resync.newBuilder().setReason("test")))
            .build());
  }

  /** Acks what came while {@link #acking} was off. */
  synchronized void ackAll() {
    acking = true;
    open.ack();
  }

  synchronized void cut() {
    if (open != null) {
      open.end(Status.UNAVAILABLE.withDescription("cut"));
    }
  }

  synchronized boolean holds(BooleanSupplier condition) {
    return condition.getAsBoolean();
  }

  @Override
  public StreamObserver<AgentMessage> stream(StreamObserver<AggregatorMessage> down) {
    return new Call(down);
  }

  private final class Call implements StreamObserver<AgentMessage> {
    private final StreamObserver<AggregatorMessage> down;
    private final Inflater inflater = new Inflater(true);
    private String bootId;
    private long expected;
    private long unacked;
    private boolean ended;

    Call(StreamObserver<AggregatorMessage> down) {
      this.down = down;
    }

    @Override
    public void onNext(AgentMessage message) {
      synchronized (FakeAggregator.this) {
        if (ended) {
          return;
        }
        Status refused = refuse.apply(message);
        if (refused != null) {
          end(refused);
        } else if (message.hasHello()) {
          hello(message.getHello());
        } else {
          frame(message.getFrame());
        }
      }
    }

    private void hello(Hello hello) {
      hellos.add(hello);
      bootId = hello.getBootId();
      open = this;
      long resume = next.getOrDefault(bootId, 1L);
      down.onNext(
          AggregatorMessage.newBuilder()
              .setWelcome(
                  Welcome.newBuilder().setResumeFrom(resume).setMaxUnackedBytes(maxUnackedBytes))
              .build());
    }

    private void frame(Frame frame) {
      byte[] body = inflate(frame);
      long seq = frame.getSeq();
      if (expected != 0 && seq != expected) {
        violations.add("frame " + seq + " (expected: " + expected + ")");
      }
      expected = seq + 1;
      compressedBytes += frame.getBody().size();
      if (seq >= next.getOrDefault(bootId, 1L)) {
        committed.computeIfAbsent(bootId, b -> new java.util.TreeMap<>()).put(seq, body);
        next.put(bootId, seq + 1);
        unacked += frame.getBody().size();
        largestUnacked = Math.max(largestUnacked, unacked);
      }
      if (acking) {
        ack();
      }
      if (cutAfter > 0 && --cutAfter == 0) {
        end(Status.UNAVAILABLE.withDescription("cut"));
      }
    }

    private void ack() {
      unacked = 0;
      if (next.containsKey(bootId)) {
        down.onNext(
            AggregatorMessage.newBuilder()
                .setAck(Ack.newBuilder().setSeq(next.get(bootId) - 1))
                .build());
      }
    }

    private byte[] inflate(Frame frame) {
      byte[] piece =
          frame
              .getBody()
              .concat(ByteString.copyFrom(new byte[] {0, 0, (byte) 0xFF, (byte) 0xFF}))
              .toByteArray();
      inflater.setInput(piece);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[frame.getLength() + 64];
      try {
        int size;
        while ((size = inflater.inflate(part)) > 0) {
          out.write(part, 0, size);
        }
      } catch (DataFormatException e) {
        violations.add("frame " + frame.getSeq() + ": " + e.getMessage());
      }
      if (out.size() != frame.getLength()) {
        violations.add("frame " + frame.getSeq() + ": length " + out.size());
      }
      return Arrays.copyOf(out.toByteArray(), out.size());
    }

    private void end(Status status) {
      if (!ended) {
        ended = true;
        open = open == this ? null : open;
        down.onError(status.asRuntimeException());
        inflater.end();
      }
    }

    @Override
    public void onError(Throwable error) {
      synchronized (FakeAggregator.this) {
        ended = true;
        open = open == this ? null : open;
      }
    }

    @Override
    public void onCompleted() {
      synchronized (FakeAggregator.this) {
        if (!ended) {
          ended = true;
          open = open == this ? null : open;
          down.onCompleted();
        }
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
