package dev.nodecast.web.read;

import java.time.Instant;
import java.util.Map;

/**
 * What Kubernetes says of a pod.
 *
 * @param phase Pending, Running, Succeeded, Failed or Unknown; empty when Kubernetes does not know
 *     it: then nothing here means anything
 * @param reason why it is not running, or as a whole failed; empty
 * @param ready containers that are; NaN as all numbers for what is not known
 * @param containers how many there are to be
 * @param last the latest end of one of its containers
 * @param ip empty before it has one
 * @param qos Guaranteed, Burstable or BestEffort
 * @param created EPOCH when not known
 */
public record PodFacts(
    String phase,
    String reason,
    double ready,
    double containers,
    double restarts,
    Ending last,
    Bounds bounds,
    Owner owner,
    String ip,
    String qos,
    Instant created,
    Map<String, String> labels) {
  public static final PodFacts NONE =
      new PodFacts(
          "",
          "",
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Ending.NONE,
          Bounds.NONE,
          Owner.NONE,
          "",
          "",
          Instant.EPOCH,
          Map.of());

  public PodFacts {
    labels = Map.copyOf(labels);
  }

  public boolean known() {
    return !phase.isEmpty();
  }
}
