package dev.nodecast.agent.cgroup;

import java.nio.file.Path;

/**
 * One mounted cgroup tree.
 *
 * @param root its directory as this process sees it
 * @param v2 whether it is a cgroup2 mount
 */
public record Hierarchy(Path root, boolean v2) {}
