package dev.nodecast.agent.cgroup;

import java.util.List;

/**
 * What changed between two walks.
 *
 * @param added cgroups not there before; one that was removed and made again is in both lists
 * @param changed cgroups that appeared in, or left, one of several trees: same path, new
 *     directories
 * @param removed cgroups that are gone; their open files answer ENODEV
 */
public record CgroupChanges(List<Cgroup> added, List<Cgroup> changed, List<Cgroup> removed) {
  static final CgroupChanges NONE = new CgroupChanges(List.of(), List.of(), List.of());

  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }
}
