package dev.nodecast.web.read;

/**
 * One thing that is not healthy, or was a minute ago.
 *
 * @param kind what it is
 * @param key {@link Owner#key}, pod uid, node name or agent name: what its address is made of
 * @param name what people call it
 * @param place where it is: a namespace or a node; may be empty
 * @param health severity, why, since when
 */
public record Finding(Kind kind, String key, String name, String place, Health health) {
  /** What a finding can be about, in the order "what users feel first". */
  public enum Kind {
    WORKLOAD,
    POD,
    NODE,
    AGENT,
    STORAGE
  }
}
