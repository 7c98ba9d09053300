package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Owner;

/**
 * A pod as Kubernetes has it, with what is made of its record once and used in every picture.
 *
 * @param ownerKey {@link Owner#key}
 * @param said its health by Kubernetes' word
 * @param reason of its trouble, as in the API; empty without one
 * @param name for the list, where no agent sees it
 */
record KubePod(
    PodRecord record,
    Owner owner,
    String ownerKey,
    Bounds bounds,
    int restarts,
    Health said,
    String reason,
    PodName name) {
  /** Whether it takes part of what its node has: one that ended does not. */
  boolean takesRoom() {
    return !record.phase().equals("Succeeded") && !record.phase().equals("Failed");
  }
}
