package dev.nodecast.agent.identity;

import java.util.List;

/**
 * Whose numbers are wanted.
 *
 * @param include namespaces; all when there are none
 * @param exclude namespaces, of those
 * @param selector over the pod's labels
 */
public record PodFilter(List<String> include, List<String> exclude, LabelSelector selector) {
  /** Everything is wanted. */
  public static final PodFilter ALL = new PodFilter(List.of(), List.of(), LabelSelector.EVERYTHING);

  public PodFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  boolean takes(PodIdentity pod) {
    return (include.isEmpty() || include.contains(pod.namespace()))
        && !exclude.contains(pod.namespace())
        && selector.matches(pod.labels());
  }
}
