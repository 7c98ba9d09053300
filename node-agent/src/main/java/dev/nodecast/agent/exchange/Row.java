package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.BucketCounts;

/** What was counted of one kind of request since it was last told, and who remembers it. */
public final class Row {
  public final String operation;
  public final String target;
  public final String status;

  public long requests;
  public long errors;
  public long requestBytes;
  public long responseBytes;
  public final BucketCounts durationUs = new BucketCounts();
  public final BucketCounts requestSize = new BucketCounts();
  public final BucketCounts responseSize = new BucketCounts();

  /** Tellings since it last had something. */
  public int idle;

  Row(String operation, String target, String status) {
    this.operation = operation;
    this.target = target;
    this.status = status;
  }

  /** Equal ones are the same object mostly, which is seen first. */
  boolean is(String ofOperation, String ofTarget, String ofStatus) {
    return operation.equals(ofOperation) && status.equals(ofStatus) && target.equals(ofTarget);
  }

  void add(Exchange exchange) {
    requests++;
    errors += exchange.error ? 1 : 0;
    requestBytes += exchange.requestBytes;
    responseBytes += exchange.responseBytes;
    durationUs.add(Math.max(0, exchange.endNs - exchange.startNs) / 1000);
    requestSize.add(exchange.requestBytes);
    responseSize.add(exchange.responseBytes);
  }

  /** It was told. */
  public void clear() {
    idle = requests == 0 ? idle + 1 : 0;
    requests = 0;
    errors = 0;
    requestBytes = 0;
    responseBytes = 0;
    durationUs.clear();
    requestSize.clear();
    responseSize.clear();
  }
}
