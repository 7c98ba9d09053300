package dev.nodecast.web.read;

import java.time.Instant;

/**
 * Which events to show, newest first.
 *
 * @param search text to find, any case, in message, type, names and attributes; empty for all
 * @param type only of this type; empty for all, as the names that follow
 * @param pod uid of a pod, as in {@link PodRow#uid}
 * @param severity only what is this bad or worse; {@code OK} for all
 * @param from first moment
 * @param to behind the last moment
 * @param page from 0; one past the last page answers the last page
 * @param pageSize rows of a page, at most 200
 * @param source only told by this, {@code kernel} or {@code kubernetes}; empty for both
 */
public record EventQuery(
    String search,
    String type,
    String namespace,
    String node,
    String pod,
    Severity severity,
    Instant from,
    Instant to,
    int page,
    int pageSize,
    String source) {
  public EventQuery {
    if (page < 0 || pageSize < 1 || pageSize > RowQuery.MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "page: " + page + " of " + pageSize + " (expected: >= 0 of 1 to 200)");
    }
  }

  /** Whoever tells of it. */
  public EventQuery(
      String search,
      String type,
      String namespace,
      String node,
      String pod,
      Severity severity,
      Instant from,
      Instant to,
      int page,
      int pageSize) {
    this(search, type, namespace, node, pod, severity, from, to, page, pageSize, "");
  }
}
