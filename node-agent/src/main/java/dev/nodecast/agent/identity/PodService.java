package dev.nodecast.agent.identity;

import java.util.List;
import java.util.Map;

/**
 * What the processes of a pod are together, as OpenTelemetry's rules for Kubernetes have it (in
 * this order): an annotation, the labels that Helm's charts have, the workload, the pod. What a
 * process says of itself in its environment goes before all of them.
 */
public final class PodService {
  /** An annotation; the inventory has it among the labels, under its own key. */
  static final String ANNOTATION = "resource.opentelemetry.io/service.name";

  private static final String PART_OF = "app.kubernetes.io/part-of";

  private static final List<String> NAMES =
      List.of(ANNOTATION, "app.kubernetes.io/instance", "app.kubernetes.io/name");

  /** What of a pod's labels is looked at. */
  static final List<String> KEYS =
      List.of(ANNOTATION, "app.kubernetes.io/instance", "app.kubernetes.io/name", PART_OF);

  private PodService() {}

  /** The service's name, never empty for a pod that has one. */
  public static String name(PodIdentity pod) {
    for (String key : NAMES) {
      String value = pod.labels().getOrDefault(key, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return pod.workload().isEmpty() ? pod.name() : pod.workload();
  }

  /** What the service is part of: what the pod's label says, else the namespace. */
  public static String namespace(PodIdentity pod) {
    Map<String, String> labels = pod.labels();
    String partOf = labels.getOrDefault(PART_OF, "");
    return partOf.isEmpty() ? pod.namespace() : partOf;
  }
}
