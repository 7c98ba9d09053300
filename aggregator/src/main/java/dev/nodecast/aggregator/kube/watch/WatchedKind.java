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
   * @param strip makes the record
   */
  record Api<T>(ResourcePath resource, Function<JsonNode, T> strip) {}

  List<ResourcePath> resources() {
    return apis.stream().map(Api::resource).toList();
  }

  ResourcePath newest() {
    return apis.get(0).resource();
  }

  /** What makes the record of an object that was found there. */
  Function<JsonNode, T> strip(ResourcePath resource) {
    return apis.stream()
        .filter(api -> api.resource().equals(resource))
        .findFirst()
        .orElseThrow()
        .strip();
  }
}
