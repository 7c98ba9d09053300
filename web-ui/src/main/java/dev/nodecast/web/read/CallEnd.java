package dev.nodecast.web.read;

/**
 * Who calls, or is called.
 *
 * @param key unique; what the map's address names it by
 * @param name of the workload or program, of the Kubernetes service, of the node, or of what is
 *     outside
 * @param namespace empty outside of Kubernetes
 * @param service {@link ServiceRow#key} of its own page; empty where it has none
 */
public record CallEnd(String key, Kind kind, String name, String namespace, String service) {
  /** What it is, as far as is known. */
  public enum Kind {
    /** A workload, or a program outside of them. */
    WORKLOAD("service"),
    /** A service of Kubernetes whose pods were not seen to answer. */
    SERVICE("Kubernetes service"),
    NODE("node"),
    OUTSIDE("outside"),
    UNKNOWN("unknown");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** For people. */
    public String word() {
      return word;
    }
  }
}
