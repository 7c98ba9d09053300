/**
 * System calls by cgroup, from {@code syscall.bpf.c}. Starting point: {@link
 * dev.nodecast.bpf.syscall.Syscalls#start}.
 */
package dev.nodecast.bpf.syscall;
