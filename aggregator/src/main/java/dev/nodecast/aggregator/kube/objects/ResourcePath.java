package dev.nodecast.aggregator.kube.objects;

/**
 * A resource that the API server has.
 *
 * @param group empty for core
 * @param resource plural name
 */
record ResourcePath(
    String group, String version, String resource, String kind, boolean namespaced) {

  /**
   * The path of its collection.
   *
   * @param namespace empty for all
   */
  String path(String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return root
        + (namespaced && !namespace.isEmpty() ? "/namespaces/" + namespace : "")
        + "/"
        + resource;
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code deployments.apps}, as kubectl and RBAC's complaints name it. */
  String qualified() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
