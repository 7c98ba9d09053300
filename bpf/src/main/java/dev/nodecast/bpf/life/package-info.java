/** Life and death of processes, from {@code life.bpf.c}. Starting point: {@link Life#start}. */
package dev.nodecast.bpf.life;
