package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds where a resource is: in core first, then in the groups in the server's order. */
final class Discovery {
  private final ApiObjects api;

  Discovery(ApiObjects api) {
    this.api = api;
  }

  /**
   * Where a resource is, in the version that the server prefers.
   *
   * @param group empty for the first that has it
   * @return empty when no group has it
   */
  Optional<ResourcePath> find(String resource, String group)
      throws IOException, InterruptedException {
    if (group.isEmpty()) {
      Optional<ResourcePath> core = in("/api/v1", "", "v1", resource);
      if (core.isPresent()) {
        return core;
      }
    }
    IOException away = null;
    for (JsonNode candidate : api.get("/apis").path("groups")) {
      String name = candidate.path("name").asText("");
      if (!group.isEmpty() && !group.equals(name)) {
        continue;
      }
      try {
        Optional<ResourcePath> found = in(candidate, name, resource);
        if (found.isPresent()) {
          return found;
        }
      } catch (HttpFailure e) {
        // An aggregated API whose server is away; another group may still have it.
        away = e;
      }
    }
    if (away != null) {
      throw away;
    }
    return Optional.empty();
  }

  private Optional<ResourcePath> in(JsonNode group, String name, String resource)
      throws IOException, InterruptedException {
    List<String> versions = new ArrayList<>();
    versions.add(group.path("preferredVersion").path("version").asText(""));
    group.path("versions").forEach(v -> versions.add(v.path("version").asText("")));
    for (String version : versions.stream().filter(v -> !v.isEmpty()).distinct().toList()) {
      Optional<ResourcePath> found = in("/apis/" + name + "/" + version, name, version, resource);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<ResourcePath> in(String path, String group, String version, String resource)
      throws IOException, InterruptedException {
    for (JsonNode candidate : api.get(path).path("resources")) {
      if (candidate.path("name").asText("").equals(resource)) {
        return Optional.of(
            new ResourcePath(
                group,
                version,
                resource,
                candidate.path("kind").asText(""),
                candidate.path("namespaced").asBoolean()));
      }
    }
    return Optional.empty();
  }
}
