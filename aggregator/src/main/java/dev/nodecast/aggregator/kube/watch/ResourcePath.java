package dev.nodecast.aggregator.kube.watch;

/**
 * A resource that an API server has, or may have.
 *
 * @param group empty for core
 * @param resource plural name
 */
public record ResourcePath(
    String group, String version, String resource, String kind, boolean namespaced) {

  /** The path of a group in a version. */
  static String root(String group, String version) {
    return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
  }

  /**
   * The path of its collection.
   *
   * @param namespace empty for all
   */
  public String path(String namespace) {
    return root(group, version)
        + (namespaced && !namespace.isEmpty() ? "/namespaces/" + namespace : "")
        + "/"
        + resource;
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code deployments.apps}, as kubectl and RBAC's complaints name it. */
  public String qualified() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
