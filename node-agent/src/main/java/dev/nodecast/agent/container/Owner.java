package dev.nodecast.agent.container;

import java.util.List;

/**
 * Whom a process belongs to.
 *
 * @param labels namespace, workload, pod, container, pod_uid, container_id
 * @param container whether it runs in a container, and so counts against the containers' limit
 */
public record Owner(List<String> labels, boolean container) {
  /** Nobody's: a process of the machine itself. */
  public static final Owner NOBODY = new Owner(ContainerNames.NONE, false);

  public Owner {
    labels = List.copyOf(labels);
  }
}
