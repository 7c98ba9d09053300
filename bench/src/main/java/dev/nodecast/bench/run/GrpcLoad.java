package dev.nodecast.bench.run;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Unary calls of grpc-java, client and server in this process, over one connection. */
public final class GrpcLoad implements Load {
  private static final int UNDER_WAY = 64;
  private static final byte[] MESSAGE = new byte[64];

  /** Messages are bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
          .setType(MethodType.UNARY)
          .setFullMethodName("bench.Echo/Unary")
          .build();

  private final Server server;

  private GrpcLoad(Server server) {
    this.server = server;
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
        .usePlaintext()
        .directExecutor()
        .build();
  }

  /** Starts the server. */
  public static GrpcLoad start() throws IOException {
    ServerServiceDefinition echo =
        ServerServiceDefinition.builder("bench.Echo")
            .addMethod(METHOD, ServerCalls.asyncUnaryCall(GrpcLoad::answer))
            .build();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new GrpcLoad(
        NettyServerBuilder.forAddress(any).addService(echo).directExecutor().build().start());
  }

  private static void answer(byte[] asked, StreamObserver<byte[]> to) {
    if (asked.length == 0) {
      to.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    to.onNext(asked);
    to.onCompleted();
  }

  /** An answer makes room for the next call. */
  private static final class Answer implements StreamObserver<byte[]> {
    private final Semaphore room;
    private final AtomicLong failed;

    Answer(Semaphore room, AtomicLong failed) {
      this.room = room;
      this.failed = failed;
    }

    @Override
    public void onNext(byte[] value) {}

    @Override
    public void onError(Throwable error) {
      failed.incrementAndGet();
      room.release();
    }

    @Override
    public void onCompleted() {
      room.release();
    }
  }

  /**
   * A call as the thread that sends and receives sees it: what is between that and the caller is
   * not in it.
   */
  public static final class CallTracer extends ClientStreamTracer {
    private volatile long sentNs;
    private volatile long closedNs;

    @Override
    public void outboundHeaders() {
      sentNs = System.nanoTime();
    }

    @Override
    public void streamClosed(Status status) {
      closedNs = System.nanoTime();
    }

    /** From when the headers were written to the connection until the status was read, µs. */
    public double micros() {
      return (closedNs - sentNs) / 1e3;
    }
  }

  /** Calls on one connection of their own. */
  public static final class Caller implements AutoCloseable {
    private final ManagedChannel channel;

    private Caller(ManagedChannel channel) {
      this.channel = channel;
    }

    /**
     * Calls once and waits for the answer.
     *
     * @param wrong for the status UNAVAILABLE
     */
    public CallTracer call(boolean wrong) throws IOException {
      CallTracer tracer = new CallTracer();
      CallOptions traced =
          CallOptions.DEFAULT.withStreamTracerFactory(
              new ClientStreamTracer.Factory() {
                @Override
                public ClientStreamTracer newClientStreamTracer(
                    ClientStreamTracer.StreamInfo info, Metadata headers) {
                  return tracer;
                }
              });
      try {
        ClientCalls.blockingUnaryCall(channel, METHOD, traced, wrong ? new byte[0] : MESSAGE);
      } catch (StatusRuntimeException e) {
        if (!wrong || e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          throw new IOException(e);
        }
      }
      return tracer;
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  /** One that calls this server, connected at its first call. */
  public Caller caller() {
    return new Caller(connect());
  }

  /** On a connection of its own: of one that is older than them, programs see no HTTP/2. */
  @Override
  public double rate(int seconds) throws Exception {
    ManagedChannel own = connect();
    try {
      return rate(own, seconds);
    } finally {
      own.shutdownNow();
    }
  }

  private static double rate(ManagedChannel channel, int seconds) throws Exception {
    Semaphore room = new Semaphore(UNDER_WAY);
    AtomicLong failed = new AtomicLong();
    long calls = 0;
    long from = System.nanoTime();
    long until = from + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < until) {
      room.acquire();
      calls++;
      ClientCalls.asyncUnaryCall(
          channel.newCall(METHOD, CallOptions.DEFAULT), MESSAGE, new Answer(room, failed));
    }
    room.acquire(UNDER_WAY);
    if (failed.get() > 0) {
      throw new IOException(failed + " calls failed (expected: none)");
    }
    return calls * 1e9 / (System.nanoTime() - from);
  }

  @Override
  public String describe() {
    return "grpc-java, " + UNDER_WAY + " unary calls under way on one connection, in one process";
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
