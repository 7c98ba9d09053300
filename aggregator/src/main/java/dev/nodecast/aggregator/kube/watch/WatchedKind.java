package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.KindStore;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of object that is watched.
 *
 * @param kind as in the API, of the newest candidate
 * @param namespaced whether its objects are in namespaces
 * @param apis where servers have it, the newest first
 */
record WatchedKind<T>(String kind, boolean namespaced, KindStore<T> store, List<Api<T>> apis) {
  /**
   * One place in the API.
   *
   * @param group empty for the core group
   * @param resource in the plural: {@code pods}
   * @param strip makes the record
   */
  record Api<T>(String group, String version, String resource, Function<JsonNode, T> strip) {
    /** Path of the group and version. */
    String root() {
      return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** Path of the collection. */
    String path(String namespace) {
      return root() + (namespace.isEmpty() ? "/" : "/namespaces/" + namespace + "/") + resource;
    }

    /** As in messages of the API server: {@code deployments.apps}. */
    String fullName() {
      return group.isEmpty() ? resource : resource + "." + group;
    }
  }
}
