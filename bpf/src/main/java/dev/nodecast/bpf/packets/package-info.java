/**
 * Packets of sockets by cgroup and protocol, from {@code packets.bpf.c}. Starting point: {@link
 * Packets#start}.
 */
package dev.nodecast.bpf.packets;
