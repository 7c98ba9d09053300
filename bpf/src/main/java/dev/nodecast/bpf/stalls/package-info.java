/** Lack of memory, from {@code stalls.bpf.c}. Starting point: {@link Stalls#start}. */
package dev.nodecast.bpf.stalls;
