package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.CgroupIdentity;
import dev.nodecast.agent.cgroup.CgroupPath;
import dev.nodecast.agent.procfs.ProcessCgroups;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds a process' container or unit by its cgroup paths: on v1 the one in the memory or cpu tree,
 * on v2 the only one. Processes of a cgroup that a container made below its own are the
 * container's.
 */
public final class ContainerOwners implements Owners {
  private static final int MAX_PATHS = 8192;

  private final Containers containers;
  private final Map<String, Owner> byPath = new HashMap<>();
  private long changes = -1;

  public ContainerOwners(Containers containers) {
    this.containers = containers;
  }

  @Override
  public Owner owner(String command, long ageMs, ProcessCgroups cgroups) {
    if (changes != containers.changes() || byPath.size() > MAX_PATHS) {
      changes = containers.changes();
      byPath.clear();
    }
    Owner owner = byPath.computeIfAbsent(cgroups.memory, this::find);
    if (owner.equals(Owner.NOBODY)) {
      owner = byPath.computeIfAbsent(cgroups.cpu, this::find);
    }
    return owner.equals(Owner.NOBODY) ? byPath.computeIfAbsent(cgroups.unified, this::find) : owner;
  }

  private Owner find(String path) {
    if (path.startsWith("/..")) {
      return outside(path);
    }
    for (String at = path; at.length() > 1; at = at.substring(0, at.lastIndexOf('/'))) {
      Container container = containers.at(at);
      if (container != null) {
        return of(container.identity(), container.path());
      }
    }
    return Owner.NOBODY;
  }

  /**
   * The agent has a cgroup namespace of its own and sees others' paths relative to its own cgroup
   * ("/../../kubepods-podX.slice/cri-containerd-Y.scope"): the container's id is what is left.
   */
  private Owner outside(String path) {
    String rest = path;
    while (rest.startsWith("/..")) {
      rest = rest.substring(3);
    }
    CgroupIdentity identity = CgroupPath.identify(rest);
    if (!identity.containerId().isEmpty()) {
      Container container = containers.withId(identity.containerId());
      return container == null ? Owner.NOBODY : of(container.identity(), container.path());
    }
    return Owner.NOBODY;
  }

  private static Owner of(CgroupIdentity identity, String path) {
    return new Owner(
        ContainerNames.labels(identity, path), identity.kind() != CgroupIdentity.Kind.SYSTEMD_UNIT);
  }
}
