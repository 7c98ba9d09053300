/**
 * What kernel programs see, as samples. {@link dev.nodecast.agent.ebpf.Programs} starts and stops
 * the subjects of module bpf, {@link dev.nodecast.agent.ebpf.Workloads} says whose each cgroup is,
 * and a collector for each subject connects the two. All on the tick thread. What does not run is a
 * collector that is empty and says why.
 */
package dev.nodecast.agent.ebpf;
