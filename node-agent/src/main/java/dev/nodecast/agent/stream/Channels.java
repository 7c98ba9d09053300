package dev.nodecast.agent.stream;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Makes gRPC channels that cost little: one event loop, callbacks on it. One channel per attempt,
 * so that each resolves the name anew, fails with its true cause and knows no backoff but ours.
 */
final class Channels implements AutoCloseable {
  /** A dead peer is noticed after 30 + 10 s. The server must permit pings this often. */
  private static final int KEEPALIVE_SECONDS = 30;

  private static final int KEEPALIVE_TIMEOUT_SECONDS = 10;

  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("nodecast-grpc", true), NioIoHandler.newFactory());
  private final StreamTarget target;

  Channels(StreamTarget target) {
    this.target = target;
  }

  ManagedChannel open() throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(target.host(), target.port())
            .eventLoopGroup(eventLoop)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .disableRetry();
    if (target.plaintext()) {
      return builder.usePlaintext().build();
    }
    SslContextBuilder tls = GrpcSslContexts.forClient();
    if (target.caFile() != null) {
      try {
        tls.trustManager(target.caFile().toFile());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "CA file: " + target.caFile() + " (expected: a readable file of PEM certificates)", e);
      }
    }
    return builder.useTransportSecurity().sslContext(tls.build()).build();
  }

  @Override
  public void close() {
    var unused = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
