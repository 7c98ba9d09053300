package dev.nodecast.web.read;

/**
 * One thing that is not healthy, or was a minute ago.
 *
 * @param kind what it is
 * @param key {@link Owner#key} of workloads and objects, pod uid, node name or agent name: what its
 *     address is made of
 * @param name what people call it
 * @param place where it is: a namespace or a node; may be empty
 * @param health severity, why, since when
 * @param remedy what helps, where that is known; may be empty
 */
public record Finding(
    Kind kind, String key, String name, String place, Health health, String remedy) {
  /** What was measured: what helps is for who looks. */
  public Finding(Kind kind, String key, String name, String place, Health health) {
    this(kind, key, name, place, health, "");
  }

  /** What a finding can be about, in the order "what users feel first". */
  public enum Kind {
    WORKLOAD,
    POD,
    NODE,
    /** Anything else of Kubernetes: a claim, a quota. */
    OBJECT,
    AGENT,
    STORAGE
  }
}
