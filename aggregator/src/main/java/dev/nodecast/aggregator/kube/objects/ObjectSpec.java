package dev.nodecast.aggregator.kube.objects;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What objects to collect, and how.
 *
 * @param name plural, in lower case: events
 * @param group empty for the first that has it, core before all others
 * @param interval between pulls
 * @param namespaces empty for all
 * @param excludeWatchTypes ADDED, MODIFIED, DELETED: what is not passed on
 * @param initial whether a watch passes on what is there when it begins, as ADDED
 */
public record ObjectSpec(
    String name,
    String group,
    Mode mode,
    Duration interval,
    String labelSelector,
    String fieldSelector,
    List<String> namespaces,
    List<String> excludeNamespaces,
    Set<String> excludeWatchTypes,
    boolean initial) {

  /** How objects are got. */
  public enum Mode {
    PULL,
    WATCH
  }

  /**
   * Events, those from before the start too: what happened while the aggregator was away is then in
   * the store, and what was stored before is not stored again. The server deletes each an hour
   * later, which is no news.
   */
  public static final String DEFAULT =
      "[{name: events, mode: watch, exclude_watch_type: [DELETED], include_initial_state: true}]";

  public ObjectSpec {
    namespaces = List.copyOf(namespaces);
    excludeNamespaces = List.copyOf(excludeNamespaces);
    excludeWatchTypes = Set.copyOf(excludeWatchTypes);
  }
}
