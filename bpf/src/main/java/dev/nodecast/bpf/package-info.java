/**
 * eBPF: what this kernel lets an agent do ({@link dev.nodecast.bpf.KernelSupport}), the bridge to
 * libbpf ({@link dev.nodecast.bpf.BpfObject} and what it hands out), and the programs, loaded as
 * far as the kernel takes them. Starting point: {@link dev.nodecast.bpf.BpfSubject#start}.
 */
package dev.nodecast.bpf;
