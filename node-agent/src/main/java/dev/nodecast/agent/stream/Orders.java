package dev.nodecast.agent.stream;

import dev.nodecast.agent.identity.PodIdentity;
import java.util.List;

/**
 * Who takes what the aggregator says to the agent. Both are called on gRPC's event loop and return
 * at once.
 */
public record Orders(ProfileOrder profile, Inventory inventory) {
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
