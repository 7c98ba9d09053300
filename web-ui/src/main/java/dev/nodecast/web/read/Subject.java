package dev.nodecast.web.read;

/**
 * Whose history is asked for.
 *
 * @param id {@link Owner#key}, node name, pod uid, {@link ProcessRow#id} or {@link ServiceRow#key};
 *     empty for the cluster
 */
public record Subject(Kind kind, String id) {
  /** What can have a history. */
  public enum Kind {
    CLUSTER,
    NODE,
    WORKLOAD,
    POD,
    PROCESS,
    SERVICE
  }
}
