package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The form above a list.
 *
 * @param keep parameters of the address that the form must not lose
 * @param note how the list is ordered
 * @param scoped whether it can be cut down to a namespace
 * @param choice parameter of what is chosen from {@code kinds}: kind or protocol
 * @param kinds to choose from; empty for no such choice
 */
public record Filters(
    String action,
    String search,
    String placeholder,
    boolean byHealth,
    Severity severity,
    Map<String, String> keep,
    String note,
    boolean scoped,
    String namespace,
    String choice,
    List<String> kinds,
    String kind) {
  private static final List<String> KINDS =
      List.of(
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "Job",
          "CronJob",
          "ReplicaSet",
          "ReplicationController");

  static Filters of(PageRequest request, String placeholder, RowQuery query) {
    return of(request, placeholder, query, true);
  }

  static Filters of(PageRequest request, String placeholder, RowQuery query, boolean byHealth) {
    Map<String, String> keep = new TreeMap<>(request.address());
    keep.keySet().removeAll(Set.of("q", "health", "page"));
    String note =
        "Sorted by "
            + query.sort().word()
            + (query.sort().byValue()
                ? ". Rows move at a lead of 10\u00a0%, checked every 10\u00a0s."
                : ".");
    return new Filters(
        request.path(),
        request.search(),
        placeholder,
        byHealth,
        query.severity(),
        keep,
        note,
        false,
        request.namespace(),
        "kind",
        List.of(),
        request.kind());
  }

  /** In place of how a list is ordered. */
  Filters noted(String text) {
    return new Filters(
        action,
        search,
        placeholder,
        byHealth,
        severity,
        keep,
        text,
        scoped,
        namespace,
        choice,
        kinds,
        kind);
  }

  Filters byNamespace() {
    return of(without("namespace"), true, choice, kinds, kind);
  }

  Filters byKind() {
    return of(without("kind"), scoped, "kind", KINDS, kind);
  }

  /** To choose one of the protocols that are spoken, and the one that is chosen. */
  Filters byProtocol(List<String> spoken, String chosen) {
    Set<String> all = new TreeSet<>(spoken);
    if (!chosen.isEmpty()) {
      all.add(chosen);
    }
    return of(without("protocol"), scoped, "protocol", List.copyOf(all), chosen);
  }

  private Map<String, String> without(String key) {
    Map<String, String> left = new TreeMap<>(keep);
    left.remove(key);
    return left;
  }

  private Filters of(
      Map<String, String> left, boolean byScope, String by, List<String> from, String chosen) {
    return new Filters(
        action,
        search,
        placeholder,
        byHealth,
        severity,
        left,
        note,
        byScope,
        namespace,
        by,
        from,
        chosen);
  }
}
