/**
 * How threads get processors and leave them, from {@code scheduling.bpf.c}. Starting point: {@link
 * Scheduling#start}.
 */
package dev.nodecast.bpf.scheduling;
