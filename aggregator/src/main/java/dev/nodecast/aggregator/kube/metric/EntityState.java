package dev.nodecast.aggregator.kube.metric;

import java.util.List;
import java.util.Map;

/**
 * What an entity is, as of now: OpenTelemetry's entity state.
 *
 * @param type {@code k8s.pod}
 * @param attributes what describes it
 * @param relations to what else
 * @param deleted whether this is its last state
 */
public record EntityState(
    String type,
    String uid,
    String namespace,
    String name,
    Map<String, String> attributes,
    List<Relation> relations,
    boolean deleted) {
  /**
   * A relation.
   *
   * @param how part_of, managed_by, scheduled_on or child_of
   */
  public record Relation(String how, String type, String uid) {}
}
