/** Interrupts and softirqs, from {@code irq.bpf.c}. Starting point: {@link Interrupts#start}. */
package dev.nodecast.bpf.irq;
