/**
 * The cgroups of a host: which hierarchies it has ({@link dev.nodecast.agent.cgroup.CgroupMounts}),
 * which groups come and go ({@link dev.nodecast.agent.cgroup.CgroupTree}), whose they are ({@link
 * dev.nodecast.agent.cgroup.CgroupPath}), and a parser per controller file. The rules of {@code
 * procfs} hold for the parsers: pure, no allocation in the steady state, owned by one thread,
 * absent is NOT_MEASURED.
 */
package dev.nodecast.agent.cgroup;
