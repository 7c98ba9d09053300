package dev.nodecast.bench.truth;

import dev.nodecast.bench.run.GrpcLoad;
import java.io.IOException;

/** gRPC over HTTP/2: grpc-java, whose own tracer has the times. */
public final class GrpcPeer implements Peer {
  private final boolean shared;
  private final GrpcLoad grpc = GrpcLoad.start(1);
  private final GrpcLoad.Caller all = grpc.caller();

  /**
   * @param shared whether all clients are on one connection, as a channel's are; then its one
   *     thread comes to each of their answers when it has done with the others
   */
  public GrpcPeer(boolean shared) throws IOException {
    this.shared = shared;
  }

  @Override
  public boolean near() {
    return !shared;
  }

  @Override
  public boolean reconnects() {
    return !shared;
  }

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
    GrpcLoad.Caller caller = shared ? all : grpc.caller();
    return new Talk() {
      @Override
      public void ask(boolean wrong) throws IOException {
        caller.call(wrong);
      }

      @Override
      public double time(boolean wrong) throws IOException {
        return caller.call(wrong).micros();
      }

      @Override
      public void close() {
        if (!shared) {
          caller.close();
        }
      }
    };
  }

  @Override
  public void close() {
    all.close();
    grpc.close();
  }
}
