package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.CgroupIdentity;
import java.util.List;

/**
 * Turns an identity into the labels of the catalog: the one place where what a cgroup path says
 * becomes names.
 *
 * <p>Without Kubernetes' own names a pod is called by its uid and a container by the first 12
 * digits of its id, as runtimes' tools print it. On a machine without containers systemd's units
 * are the workloads; a unit's path is unique on its node where its name is not (user@1000's units).
 */
public final class ContainerNames {
  private static final int SHORT_ID = 12;

  /** Labels of what belongs to no container and no unit. */
  public static final List<String> NONE = List.of("", "", "", "", "", "");

  private ContainerNames() {}

  /**
   * namespace, workload, pod, container, pod_uid, container_id.
   *
   * @param path the container's own cgroup
   */
  static List<String> labels(CgroupIdentity identity, String path) {
    String id = identity.containerId();
    String shortId = id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
    return switch (identity.kind()) {
      case POD_CONTAINER -> List.of("", "", identity.podUid(), shortId, identity.podUid(), id);
      case CONTAINER -> List.of("", "", "", shortId, "", id);
      case SYSTEMD_UNIT -> List.of("", identity.unit(), "", identity.unit(), "", path);
      case POD, OTHER -> NONE;
    };
  }
}
