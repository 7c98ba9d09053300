package dev.nodecast.aggregator.ingest;

import dev.nodecast.v1.AggregatorMessage;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;

/** The aggregator's side of a call without a network: keeps what the session says. */
final class TestingCall extends ServerCallStreamObserver<AggregatorMessage> {
  final List<AggregatorMessage> said = new ArrayList<>();
  private Status status;
  private boolean completed;

  /** How the call ended, or null. */
  Status status() {
    return completed ? Status.OK : status;
  }

  boolean over() {
    return completed || status != null;
  }

  @Override
  public void onNext(AggregatorMessage message) {
    if (over()) {
      throw new IllegalStateException("call is closed");
    }
    said.add(message);
  }

  @Override
  public void onError(Throwable t) {
    if (over()) {
      throw new IllegalStateException("call is closed twice");
    }
    status = Status.fromThrowable(t);
  }

  @Override
  public void onCompleted() {
    if (over()) {
      throw new IllegalStateException("call is closed twice");
    }
    completed = true;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {}

  @Override
  public void setCompression(String compression) {}

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
