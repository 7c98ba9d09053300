package dev.nodecast.aggregator.kube.model;

import java.util.Map;
import java.util.Optional;

/**
 * What every object has.
 *
 * @param kind as in the API: {@code Pod}
 * @param namespace empty for objects of the cluster
 * @param labels only those that are wanted
 * @param owner its controller
 * @param createdMs by our clock ({@code ClusterClock}), Unix milliseconds
 * @param deletedMs when it is to be gone; {@link Amounts#NONE} while it lives
 */
public record Meta(
    String kind,
    String namespace,
    String name,
    String uid,
    Map<String, String> labels,
    Optional<OwnerRef> owner,
    long createdMs,
    long deletedMs) {
  public Meta {
    labels = Map.copyOf(labels);
  }
}
