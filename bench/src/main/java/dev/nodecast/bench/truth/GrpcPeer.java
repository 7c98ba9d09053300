package dev.nodecast.bench.truth;

import dev.nodecast.bench.run.GrpcLoad;
import java.io.IOException;

/** gRPC over HTTP/2: grpc-java, all clients on one connection. Its own tracer has the times. */
public final class GrpcPeer implements Peer {
  private final GrpcLoad grpc = GrpcLoad.start();

  public GrpcPeer() throws IOException {}

  @Override
  public String protocol() {
    return "grpc";
  }

  @Override
  public String where() {
    return "operation = 'bench.Echo/Unary'";
  }

  @Override
  public Talk connect() {
    return new Talk() {
      @Override
      public void ask(boolean wrong) throws IOException {
        grpc.call(wrong);
      }

      @Override
      public double time(boolean wrong) throws IOException {
        return grpc.call(wrong).micros();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    grpc.close();
  }
}
