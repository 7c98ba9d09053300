package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out where a server has a resource. Absence is no failure. */
public final class Discovery {
  private static final int NOT_FOUND = 404;

  private final ApiServer server;

  public Discovery(ApiServer server) {
    this.server = server;
  }

  /** The first of the candidates that the server has, with all of the verbs. */
  public Optional<ResourcePath> choose(List<ResourcePath> candidates, Set<String> verbs)
      throws IOException {
    for (ResourcePath candidate : candidates) {
      if (in(candidate.group(), candidate.version(), candidate.resource(), verbs).isPresent()) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Where a resource is, in the version that the server prefers: in core first, then in the groups
   * in the server's order.
   *
   * @param group empty for the first that has it
   */
  public Optional<ResourcePath> find(String resource, String group, Set<String> verbs)
      throws IOException {
    if (group.isEmpty()) {
      Optional<ResourcePath> core = in("", "v1", resource, verbs);
      if (core.isPresent()) {
        return core;
      }
    }
    IOException away = null;
    for (JsonNode candidate : server.tree("/apis").path("groups")) {
      String name = candidate.path("name").asText("");
      if (!group.isEmpty() && !group.equals(name)) {
        continue;
      }
      try {
        Optional<ResourcePath> found = in(candidate, name, resource, verbs);
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

  private Optional<ResourcePath> in(JsonNode group, String name, String resource, Set<String> verbs)
      throws IOException {
    List<String> versions = new ArrayList<>();
    versions.add(group.path("preferredVersion").path("version").asText(""));
    group.path("versions").forEach(v -> versions.add(v.path("version").asText("")));
    for (String version : versions.stream().filter(v -> !v.isEmpty()).distinct().toList()) {
      Optional<ResourcePath> found = in(name, version, resource, verbs);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<ResourcePath> in(
      String group, String version, String resource, Set<String> verbs) throws IOException {
    JsonNode resources;
    try {
      resources = server.tree(ResourcePath.root(group, version)).path("resources");
    } catch (HttpFailure e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    for (JsonNode has : resources) {
      if (has.path("name").asText("").equals(resource)) {
        return offered(has).containsAll(verbs)
            ? Optional.of(
                new ResourcePath(
                    group,
                    version,
                    resource,
                    has.path("kind").asText(""),
                    has.path("namespaced").asBoolean()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static List<String> offered(JsonNode resource) {
    List<String> verbs = new ArrayList<>();
    resource.path("verbs").forEach(verb -> verbs.add(verb.asText("")));
    return verbs;
  }
}
