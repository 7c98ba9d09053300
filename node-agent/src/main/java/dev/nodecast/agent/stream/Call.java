package dev.nodecast.agent.stream;

import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.AggregatorMessage;
import dev.nodecast.v1.SetProfile;
import dev.nodecast.v1.Welcome;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;

/**
 * The receiving half of one call. gRPC calls it on its event loop, where nothing may block: it only
 * notes what came and wakes the stream's thread.
 */
final class Call implements ClientResponseObserver<AgentMessage, AggregatorMessage> {
  private final Orders orders;
  private final Wakeup wakeup;
  private final Spool spool;
  private ClientCallStreamObserver<AgentMessage> requests;
  private volatile Welcome welcome;
  private volatile Status ended;
  private volatile String resync;
  private volatile long acked;

  Call(Wakeup wakeup, Spool spool, Orders orders) {
    this.orders = orders;
    this.wakeup = wakeup;
    this.spool = spool;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<AgentMessage> stream) {
    requests = stream;
    stream.setOnReadyHandler(wakeup::raise);
  }

  @Override
  public void onNext(AggregatorMessage message) {
    switch (message.getMessageCase()) {
      case WELCOME -> {
        if (welcome == null) {
          welcome = message.getWelcome();
        }
      }
      case ACK -> acked = Math.max(acked, message.getAck().getSeq()); // one writer: the event loop
      case COMMAND -> {
        if (message.getCommand().hasResync()) {
          spool.wantKeyframe();
          resync = message.getCommand().getResync().getReason();
        }
        if (message.getCommand().hasSetProfile()) {
          SetProfile set = message.getCommand().getSetProfile();
          orders.profile().ordered(set.getProfile(), List.copyOf(set.getSubjectsList()));
        }
        if (message.getCommand().hasInventory()) {
          WirePods.into(orders.inventory(), message.getCommand().getInventory());
        }
        if (message.getCommand().hasPeers()) {
          WireConnections.into(orders.peers(), message.getCommand().getPeers());
        }
      }
      case MESSAGE_NOT_SET -> {} // something newer than this agent
    }
    wakeup.raise();
  }

  @Override
  public void onError(Throwable error) {
    ended = Status.fromThrowable(error);
    wakeup.raise();
  }

  @Override
  public void onCompleted() {
    ended = Status.OK;
    wakeup.raise();
  }

  ClientCallStreamObserver<AgentMessage> requests() {
    return requests;
  }

  Welcome welcome() {
    return welcome;
  }

  /** How the call ended, or null while it lasts. */
  Status ended() {
    return ended;
  }

  /** Last acknowledged number, 0 before the first. */
  long acked() {
    return acked;
  }

  /** The reason of a Resync that was not asked for yet, or null. */
  String takeResync() {
    String reason = resync;
    resync = null;
    return reason;
  }
}
