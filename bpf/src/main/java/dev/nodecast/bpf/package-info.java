/**
 * What this kernel lets an agent do with eBPF. The kernel programs themselves come next; until then
 * this package says why a panel fed by them is empty. Starting point: {@link
 * dev.nodecast.bpf.KernelSupport#read}.
 */
package dev.nodecast.bpf;
