package dev.nodecast.agent.container;

import dev.nodecast.agent.procfs.ProcessCgroups;

/** Says whom processes belong to. */
public interface Owners {
  /**
   * The owner of a process.
   *
   * @param command its name (comm)
   * @param ageMs how long it has lived
   * @param cgroups where it is; parsed from its cgroup file
   * @return null when it is not to be reported yet; asked again at the next round
   */
  Owner owner(String command, long ageMs, ProcessCgroups cgroups);
}
