package dev.nodecast.agent.cgroup;

/**
 * Whose cgroup a path is, as far as the path alone tells. Absent texts are "".
 *
 * @param kind what the cgroup, or the one it lies in, is
 * @param podUid the pod's uid with dashes (of a static pod: the 32 hex digits of its hash)
 * @param containerId the runtime's id (64 hex digits; of LXC the container's name)
 * @param runtime containerd, crio, docker, podman, lxc; "" where the cgroupfs driver does not say
 * @param qos guaranteed, burstable or besteffort for pods
 * @param unit the systemd unit: service, scope, or (with kind OTHER) the slice itself
 * @param nested whether the path lies below the named container's or unit's own cgroup, which
 *     counts it already: use it to find the owner of a process, not to add up values
 */
public record CgroupIdentity(
    Kind kind,
    String podUid,
    String containerId,
    String runtime,
    String qos,
    String unit,
    boolean nested) {

  /** What a cgroup is. */
  public enum Kind {
    /** A container of a Kubernetes pod; its pause container too, which the path cannot tell. */
    POD_CONTAINER,
    /** The pod's own cgroup, parent of its containers: it carries the pod's limits. */
    POD,
    /** A container outside Kubernetes. */
    CONTAINER,
    /** A systemd service or scope. */
    SYSTEMD_UNIT,
    /** Anything else: slices, the root, helpers such as conmon. */
    OTHER
  }

  static final CgroupIdentity UNKNOWN = new CgroupIdentity(Kind.OTHER, "", "", "", "", "", false);

  static CgroupIdentity slice(String unit) {
    return new CgroupIdentity(Kind.OTHER, "", "", "", "", unit, false);
  }
}
