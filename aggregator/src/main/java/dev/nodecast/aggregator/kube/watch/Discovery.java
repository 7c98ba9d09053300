package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.watch.WatchedKind.Api;
import java.io.IOException;
import java.util.Optional;

/** Finds out where a server has a kind. */
final class Discovery {
  private Discovery() {}

  /**
   * The newest place that the server has and that can be watched.
   *
   * @throws IOException when the server cannot be asked; absence is no failure
   */
  static <T> Optional<Api<T>> choose(ApiServer server, WatchedKind<T> kind) throws IOException {
    for (Api<T> api : kind.apis()) {
      if (has(server, api)) {
        return Optional.of(api);
      }
    }
    return Optional.empty();
  }

  private static boolean has(ApiServer server, Api<?> api) throws IOException {
    JsonNode resources;
    try {
      resources = server.tree(api.root()).path("resources");
    } catch (ApiException e) {
      if (e.code() == 404) {
        return false;
      }
      throw e;
    }
    for (JsonNode resource : resources) {
      if (resource.path("name").asText("").equals(api.resource())) {
        return verb(resource, "list") && verb(resource, "watch");
      }
    }
    return false;
  }

  private static boolean verb(JsonNode resource, String verb) {
    for (JsonNode offered : resource.path("verbs")) {
      if (offered.asText("").equals(verb)) {
        return true;
      }
    }
    return false;
  }
}
