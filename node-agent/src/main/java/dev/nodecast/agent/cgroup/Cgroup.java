package dev.nodecast.agent.cgroup;

import java.nio.file.Path;
import java.util.Map;

/**
 * One cgroup: the same path in however many trees have it.
 *
 * @param path relative to the root of its trees, starting with "/"
 * @param identity whose it is
 * @param directories where each controller's files are; only controllers whose tree has this cgroup
 * @param ids the inode of each controller's directory: what the kernel calls the cgroup's id, on v2
 *     the value of bpf_get_current_cgroup_id()
 */
public record Cgroup(
    String path,
    CgroupIdentity identity,
    Map<Controller, Path> directories,
    Map<Controller, Long> ids) {}
