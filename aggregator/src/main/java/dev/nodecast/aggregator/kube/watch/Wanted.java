package dev.nodecast.aggregator.kube.watch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/**
 * What of a resource is read, and how.
 *
 * @param namespace empty for all
 * @param labelSelector empty for all
 * @param fieldSelector empty for all
 * @param page objects in one answer to a list
 * @param pull between two lists, of what is not watched; zero watches
 */
public record Wanted(
    String namespace, String labelSelector, String fieldSelector, int page, Duration pull) {

  boolean watches() {
    return pull.isZero();
  }

  /** What the server has to offer for it. */
  public Set<String> verbs() {
    return watches() ? Set.of("list", "watch") : Set.of("list");
  }

  /** The path of a page of a list, the first one where {@code next} is empty. */
  String page(ResourcePath of, String next) {
    return of.path(namespace) + "?limit=" + page + selectors() + parameter("continue", next);
  }

  /** The path of a list in one answer. */
  String whole(ResourcePath of) {
    String selectors = selectors();
    return of.path(namespace) + (selectors.isEmpty() ? "" : "?" + selectors.substring(1));
  }

  /** The path of a watch from a version on. */
  String watch(ResourcePath of, String version, long seconds) {
    return of.path(namespace)
        + "?watch=true&allowWatchBookmarks=true&timeoutSeconds="
        + seconds
        + parameter("resourceVersion", version)
        + selectors();
  }

  private String selectors() {
    return parameter("labelSelector", labelSelector) + parameter("fieldSelector", fieldSelector);
  }

  private static String parameter(String name, String value) {
    return value.isEmpty()
        ? ""
        : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
