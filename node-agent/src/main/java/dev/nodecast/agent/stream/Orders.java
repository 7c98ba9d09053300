package dev.nodecast.agent.stream;

import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.agent.identity.PodIdentity;
import java.util.List;

/**
 * Who takes what the aggregator says to the agent, on gRPC's event loop: all return at once.
 *
 * @param peers what is asked of the aggregator, too
 */
public record Orders(ProfileOrder profile, Inventory inventory, PeerQueue peers) {
  /** To ask nothing. */
  public Orders(ProfileOrder profile, Inventory inventory) {
    this(profile, inventory, new PeerQueue());
  }

  /** Takes the pods of this node, message by message. */
  @FunctionalInterface
  public interface Inventory {
    /**
     * One message.
     *
     * @param begins what was said before counts no more
     * @param more the next message continues this one
     * @param pods new or changed ones
     * @param removed uids
     */
    void take(boolean begins, boolean more, List<PodIdentity> pods, List<String> removed);
  }

  /** To take orders and no pods. */
  public static Orders of(ProfileOrder profile) {
    return new Orders(profile, (begins, more, pods, removed) -> {});
  }
}
