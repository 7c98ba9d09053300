package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.ingest.IngestCounters.Reason;
import io.grpc.Status;

/** Why a stream is not taken, or not any longer; the message is for the agent's log. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  final transient Reason reason;
  final transient Status status;

  RefusedException(Reason reason, Status status, String message) {
    super(message);
    this.reason = reason;
    this.status = status;
  }
}
