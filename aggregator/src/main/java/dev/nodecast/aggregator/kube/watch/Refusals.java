package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.watch.WatchedKind.Api;

/** Says in words which rule of RBAC is missing. */
final class Refusals {
  private Refusals() {}

  /**
   * @param verb that was refused
   * @param namespace empty for the cluster
   */
  static String text(ApiException refusal, String verb, Api<?> api, String namespace) {
    if (refusal.code() == 401) {
      return "the API server does not know us (expected: a valid token or certificate)";
    }
    return "cannot "
        + verb
        + " "
        + api.fullName()
        + (namespace.isEmpty() ? " in the cluster" : " in namespace " + namespace)
        + " (expected: "
        + (namespace.isEmpty() ? "a ClusterRole" : "a Role in " + namespace)
        + " with list, watch on "
        + api.resource()
        + " in "
        + (api.group().isEmpty() ? "the core group" : api.group())
        + ")";
  }
}
