package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.read.Severity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The form above the list of events.
 *
 * @param keep parameters of the address that the form must not lose
 */
public record EventFilters(
    String search,
    String type,
    String namespace,
    String node,
    String source,
    Severity severity,
    Map<String, String> keep) {
  static EventFilters of(PageRequest request) {
    Map<String, String> keep = new TreeMap<>(request.address());
    keep.keySet()
        .removeAll(Set.of("q", "type", "source", "namespace", "node", "health", "page", "sort"));
    return new EventFilters(
        request.search(),
        request.type(),
        request.namespace(),
        request.node(),
        request.source(),
        request.severity(),
        keep);
  }
}
