package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A server of gRPC in this process and its client, over loopback. */
final class GrpcEcho implements AutoCloseable {
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

  private final MethodDescriptor<byte[], byte[]> unary;
  private final MethodDescriptor<byte[], byte[]> stream;
  private final Server server;
  private final ManagedChannel channel;

  GrpcEcho(String service) throws IOException {
    unary = method(service + "/Unary", MethodType.UNARY);
    stream = method(service + "/Stream", MethodType.BIDI_STREAMING);
    ServerServiceDefinition definition =
        ServerServiceDefinition.builder(service)
            .addMethod(unary, ServerCalls.asyncUnaryCall(GrpcEcho::answer))
            .addMethod(stream, ServerCalls.asyncBidiStreamingCall(GrpcEcho::echo))
            .build();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = NettyServerBuilder.forAddress(any).addService(definition).build().start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
        .setType(type)
        .setFullMethodName(name)
        .build();
  }

  private static void answer(byte[] asked, StreamObserver<byte[]> to) {
    if (asked.length > 0 && asked[0] != 0) {
      String code = new String(asked, StandardCharsets.US_ASCII);
      to.onError(Status.fromCode(Status.Code.valueOf(code)).asRuntimeException());
      return;
    }
    to.onNext(asked);
    to.onCompleted();
  }

  private static StreamObserver<byte[]> echo(StreamObserver<byte[]> to) {
    return new StreamObserver<>() {
      @Override
      public void onNext(byte[] value) {
        to.onNext(value);
      }

      @Override
      public void onError(Throwable t) {
        throw new AssertionError(t);
      }

      @Override
      public void onCompleted() {
        to.onCompleted();
      }
    };
  }

  /** Calls, 50 of them at a time. */
  void unary(int calls, int size) throws Exception {
    List<Future<byte[]>> open = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      open.add(
          ClientCalls.futureUnaryCall(channel.newCall(unary, CallOptions.DEFAULT), new byte[size]));
      if (open.size() == 50 || i == calls - 1) {
        for (Future<byte[]> each : open) {
          assertThat(each.get(10, TimeUnit.SECONDS)).hasSize(size);
        }
        open.clear();
      }
    }
  }

  void fail(int calls, String code) {
    for (int i = 0; i < calls; i++) {
      try {
        ClientCalls.blockingUnaryCall(
            channel, unary, CallOptions.DEFAULT, code.getBytes(StandardCharsets.US_ASCII));
        throw new AssertionError("no " + code);
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).hasToString(code);
      }
    }
  }

  /** Calls of several messages each way. */
  void stream(int calls, int messages) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(calls);
    for (int i = 0; i < calls; i++) {
      StreamObserver<byte[]> to =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(stream, CallOptions.DEFAULT),
              new StreamObserver<>() {
                @Override
                public void onNext(byte[] value) {}

                @Override
                public void onError(Throwable t) {
                  throw new AssertionError(t);
                }

                @Override
                public void onCompleted() {
                  done.countDown();
                }
              });
      for (int m = 0; m < messages; m++) {
        to.onNext(new byte[100]);
      }
      to.onCompleted();
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdown().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdown().awaitTermination(5, TimeUnit.SECONDS);
  }
}
