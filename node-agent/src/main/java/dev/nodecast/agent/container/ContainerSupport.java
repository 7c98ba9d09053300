package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.collect.Support;

/** Whether the host has a cgroup controller. */
final class ContainerSupport {
  private ContainerSupport() {}

  static Support needs(Containers containers, Controller controller, String name) {
    return containers.has(controller)
        ? Support.SUPPORTED
        : new Support.Unsupported(
            "no cgroup tree has the "
                + name
                + " controller (mount the host's /sys/fs/cgroup and set NODECAST_CGROUP)");
  }
}
