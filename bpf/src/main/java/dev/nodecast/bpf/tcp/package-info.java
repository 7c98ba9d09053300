/**
 * TCP by container and by peer, from {@code tcp.bpf.c}. Starting point: {@link Tcp#start}. Sending
 * and receiving are not hooked: a connection's own counters are read while it lives, whenever
 * {@link Tcp#visit} is called, and when it closes.
 */
package dev.nodecast.bpf.tcp;
