package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.http.HttpFailure;

/** Says in words which rule of RBAC is missing. */
final class Refusals {
  private Refusals() {}

  /**
   * @param verb that was refused
   * @param namespace empty for the cluster
   */
  static String text(HttpFailure refusal, String verb, ResourcePath of, String namespace) {
    if (refusal.status() == 401) {
      return "the API server does not know us (expected: a valid token or certificate)";
    }
    return "cannot "
        + verb
        + " "
        + of.qualified()
        + (namespace.isEmpty() ? " in the cluster" : " in namespace " + namespace)
        + " (expected: "
        + (namespace.isEmpty() ? "a ClusterRole" : "a Role in " + namespace)
        + " with list, watch on "
        + of.resource()
        + " in "
        + (of.group().isEmpty() ? "the core group" : of.group())
        + ")";
  }
}
