package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodecast.aggregator.kube.http.BoundedHttp;
import dev.nodecast.aggregator.kube.http.HttpBody;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The API server's LIST and WATCH, of any resource. */
final class ApiObjects {
  /** Objects on a page of a list. */
  static final int PAGE = 250;

  /** A page; etcd takes no object of more than 1.5 MiB, and most have a few KiB. */
  private static final int MAX_PAGE_BYTES = 64 << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Map<String, String> JSON = Map.of("Accept", "application/json");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * One page of a list.
   *
   * @param version of the whole list, from which a watch goes on
   * @param next asks for the next page; empty on the last one
   */
  record Page(String version, String next, List<JsonNode> items) {}

  private final BoundedHttp http;

  ApiObjects(BoundedHttp http) {
    this.http = http;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return MAPPER.readTree(http.get(http.api(path), JSON, MAX_PAGE_BYTES, TIMEOUT));
  }

  /**
   * A page.
   *
   * @param next of the page before; empty for the first
   */
  Page list(ResourcePath resource, String namespace, ObjectSpec spec, String next)
      throws IOException, InterruptedException {
    String query = "?limit=" + PAGE + selectors(spec) + parameter("continue", next);
    JsonNode list = get(resource.path(namespace) + query);
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      // Items of a list leave out what the list says already.
      if (item instanceof ObjectNode object && !object.has("kind")) {
        object.put("kind", resource.kind());
        object.put("apiVersion", resource.apiVersion());
      }
      items.add(item);
    }
    JsonNode metadata = list.path("metadata");
    return new Page(
        metadata.path("resourceVersion").asText(""), metadata.path("continue").asText(""), items);
  }

  /** What happens after {@code version}, until {@code timeout}. */
  HttpBody watch(
      ResourcePath resource, String namespace, ObjectSpec spec, String version, Duration timeout)
      throws IOException, InterruptedException {
    String query =
        "?watch=1&allowWatchBookmarks=true&timeoutSeconds="
            + Math.max(1, timeout.toSeconds())
            + parameter("resourceVersion", version)
            + selectors(spec);
    return http.open(http.api(resource.path(namespace) + query), JSON, TIMEOUT);
  }

  private static String selectors(ObjectSpec spec) {
    return parameter("labelSelector", spec.labelSelector())
        + parameter("fieldSelector", spec.fieldSelector());
  }

  private static String parameter(String name, String value) {
    return value.isEmpty()
        ? ""
        : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
