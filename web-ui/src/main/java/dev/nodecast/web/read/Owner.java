package dev.nodecast.web.read;

/**
 * The workload that something belongs to: the topmost, a Deployment and not its ReplicaSet.
 *
 * @param kind as in the API; empty of what belongs to nothing
 */
public record Owner(String namespace, String kind, String name) {
  public static final Owner NONE = new Owner("", "", "");

  /**
   * What its address is made of. Neither namespaces nor kinds can have a colon; a name takes the
   * rest.
   */
  public String key() {
    return kind.isEmpty() ? "" : namespace + ':' + kind + ':' + name;
  }

  /** The owner that a key names; {@link #NONE} for what is no key. */
  public static Owner of(String key) {
    String[] parts = key.split(":", 3);
    return parts.length == 3 && !parts[1].isEmpty()
        ? new Owner(parts[0], parts[1], parts[2])
        : NONE;
  }
}
