package dev.nodecast.agent;

import java.nio.file.Path;

/**
 * Where this host's kernel files are. In a container they are mounted elsewhere, in tests they are
 * a captured tree; nothing else in the agent names {@code /proc}.
 *
 * @param proc procfs of the host, with the host's pid namespace
 * @param sys sysfs
 * @param cgroup where cgroup filesystems are mounted
 * @param rootfs the host's root, for statfs of its mounts
 */
public record HostRoot(Path proc, Path sys, Path cgroup, Path rootfs) {}
