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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Unary calls of grpc-java, client and server in this process. */
public final class GrpcLoad implements Load {
  private static final int UNDER_WAY = 32;
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
  private final int connections;

  private GrpcLoad(Server server, int connections) {
    this.server = server;
    this.connections = connections;
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
        .usePlaintext()
        .directExecutor()
        .build();
  }

  /**
   * Starts the server.
   *
   * @param connections on which rate() asks
   */
  public static GrpcLoad start(int connections) throws IOException {
    ServerServiceDefinition echo =
        ServerServiceDefinition.builder("bench.Echo")
            .addMethod(METHOD, ServerCalls.asyncUnaryCall(GrpcLoad::answer))
            .build();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new GrpcLoad(
        NettyServerBuilder.forAddress(any).addService(echo).directExecutor().build().start(),
        connections);
  }

  private static void answer(byte[] asked, StreamObserver<byte[]> to) {
    if (asked.length == 0) {
      to.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    to.onNext(asked);
    to.onCompleted();
  }

  /**
   * So many calls under way: each answer asks the next on its connection, as grpc-java's own
   * benchmark does (benchmarks/qps, AsyncClient). A thread beside the connections' that asked would
   * be what all wait for, with processors to spare.
   */
  private static final class Calls {
    private final LongAdder answered = new LongAdder();
    private final AtomicReference<Throwable> failed = new AtomicReference<>();
    private final CountDownLatch underWay;
    private final long until;

    Calls(int underWay, long until) {
      this.underWay = new CountDownLatch(underWay);
      this.until = until;
    }

    void call(ManagedChannel channel) {
      ClientCalls.asyncUnaryCall(
          channel.newCall(METHOD, CallOptions.DEFAULT),
          MESSAGE,
          new StreamObserver<>() {
            @Override
            public void onNext(byte[] value) {}

            @Override
            public void onError(Throwable error) {
              failed.set(error);
              underWay.countDown();
            }

            @Override
            public void onCompleted() {
              answered.increment();
              if (System.nanoTime() < until) {
                call(channel);
              } else {
                underWay.countDown();
              }
            }
          });
    }

    /** How many were answered, once none is under way. */
    long await() throws IOException, InterruptedException {
      underWay.await();
      if (failed.get() != null) {
        throw new IOException("a call failed (expected: none)", failed.get());
      }
      return answered.sum();
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

  /** On connections of its own: of those that are older than them, programs see no HTTP/2. */
  @Override
  public double rate(int seconds) throws Exception {
    List<ManagedChannel> own = Stream.generate(this::connect).limit(connections).toList();
    try {
      return rate(own, seconds);
    } finally {
      own.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static double rate(List<ManagedChannel> channels, int seconds) throws Exception {
    long from = System.nanoTime();
    Calls calls = new Calls(UNDER_WAY * channels.size(), from + TimeUnit.SECONDS.toNanos(seconds));
    for (ManagedChannel channel : channels) {
      for (int i = 0; i < UNDER_WAY; i++) {
        calls.call(channel);
      }
    }
    return calls.await() * 1e9 / (System.nanoTime() - from);
  }

  @Override
  public String describe() {
    return "grpc-java, "
        + UNDER_WAY
        + " unary calls under way on each of "
        + connections
        + " connections, in one process";
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
