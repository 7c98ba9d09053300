package dev.nodecast.agent.identity;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the inventory that the aggregator sends, message by message: half of one is nothing to go
 * by. Called on gRPC's event loop.
 */
public final class StreamedPods {
  private final PodNames names;
  private final List<PodIdentity> pods = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private boolean full;

  public StreamedPods(PodNames names) {
    this.names = names;
  }

  /**
   * One message.
   *
   * @param begins anew, whatever was said in this call or an earlier one
   * @param more whether the next message continues this one
   */
  public synchronized void take(
      boolean begins, boolean more, List<PodIdentity> some, List<String> gone) {
    if (begins) {
      pods.clear();
      removed.clear();
      full = true;
    }
    if (pods.size() + some.size() <= PodNames.MAX_PODS) {
      pods.addAll(some);
      removed.addAll(gone);
    }
    if (more) {
      return;
    }
    if (full) {
      names.replace(pods);
    } else {
      names.change(pods, removed);
    }
    full = false;
    pods.clear();
    removed.clear();
  }
}
