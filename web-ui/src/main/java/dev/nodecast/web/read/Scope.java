package dev.nodecast.web.read;

/**
 * Only rows of a part of the cluster; empty for all.
 *
 * @param namespace its name
 * @param kind of workloads, as in the API; of services their protocol
 * @param workload {@link Owner#key} of what pods belong to
 */
public record Scope(String namespace, String kind, String workload) {
  public static final Scope ALL = new Scope("", "", "");
}
