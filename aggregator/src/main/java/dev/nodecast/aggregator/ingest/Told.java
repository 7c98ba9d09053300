package dev.nodecast.aggregator.ingest;

import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.PodLabels;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Optional;

/**
 * What one agent was told after its Welcome: nothing is said twice. Guarded by its session's
 * monitor.
 */
final class Told {
  private final ServerCallStreamObserver<AggregatorMessage> out;
  private final IngestCounters counters;
  private final NodeInventory inventory = new NodeInventory();
  private Optional<ProfileOrders.Order> order = Optional.empty();
  private long ackedSeq;
  private boolean podsLate;

  Told(ServerCallStreamObserver<AggregatorMessage> out, IngestCounters counters) {
    this.out = out;
    this.counters = counters;
  }

  /** The agent needs these labels of its pods, and no others. */
  void podLabels(PodLabels labels) {
    inventory.only(labels.getKeysList());
  }

  /** Tells how much to measure. Ordered while the agent connects, an order comes here twice. */
  void order(Optional<ProfileOrders.Order> now) {
    if (!now.equals(order)) {
      order = now;
      out.onNext(Replies.setProfile(now));
    }
  }

  /** Acknowledges frames that this stream brought, again or for the first time. */
  void acknowledge(long committedSeq, long broughtSeq) {
    if (committedSeq > ackedSeq && committedSeq <= broughtSeq) {
      ackedSeq = committedSeq;
      out.onNext(Replies.ack(ackedSeq));
    }
  }

  /**
   * Tells what changed among its pods. An agent that does not read is not told more; the heap would
   * have to keep it.
   *
   * @param now empty when the cluster does not have the node
   */
  void pods(Optional<List<NodePod>> now) {
    podsLate = now.isPresent() && !out.isReady();
    if (now.isEmpty() || podsLate) {
      return;
    }
    for (AggregatorMessage message : inventory.next(now.get())) {
      counters.inventoryBytes.add(message.getSerializedSize());
      out.onNext(message);
    }
  }

  /** Tells who is at the other ends of connections, unless the agent does not read. */
  boolean peers(List<AggregatorMessage> peers) {
    if (!out.isReady()) {
      return false;
    }
    peers.forEach(out::onNext);
    return true;
  }

  /** Whether it is to be told of its pods as soon as it reads. */
  boolean podsLate() {
    return podsLate;
  }
}
